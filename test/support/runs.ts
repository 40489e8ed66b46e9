// How many cases a property is tried on: `npm run soak` takes many times as many as the unit tests.
export const TIMES = Number(process.env.KITH_TIMES ?? 1);

export const runs = (count: number): { numRuns: number } => ({ numRuns: count * TIMES });
