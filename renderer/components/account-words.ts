// What tells an account from the other ones in few letters. Pure.

/** The server where no other account has the same, else the part before it where that is different, else the whole address. */
export function telling(address: string, all: readonly string[]): string {
  const parts = (whole: string) => [whole.slice(whole.indexOf('@') + 1), whole.slice(0, Math.max(0, whole.indexOf('@')))];
  const part = [0, 1].find((index) => all.filter((each) => parts(each)[index] === parts(address)[index]).length === 1);
  return (part === undefined ? undefined : parts(address)[part]) || address;
}
