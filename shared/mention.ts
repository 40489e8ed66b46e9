// Who is named in a text (XEP-0372), by address: what is written there is only what they were called.

export interface Mention {
  /** UTF-16 units of the text; `to`: behind the last one. Both 0: it names somebody without saying where. */
  readonly from: number;
  readonly to: number;
  /** Bare JID. */
  readonly address: string;
}

/** RFC 5122 2.2. */
export function xmppUri(address: string): string {
  return `xmpp:${encodeURI(address).replace(/[?#]/g, encodeURIComponent)}`;
}

/** Of one text; of more nobody is meant. */
export const MOST_MENTIONS = 100;

/** Those that stand somewhere in the text, in its order, none in another one. */
export function apart<M extends Mention>(mentions: readonly M[]): readonly M[] {
  const standing: M[] = [];
  for (const mention of [...mentions].sort((a, b) => a.from - b.from)) {
    if (mention.from < mention.to && mention.from >= (standing.at(-1)?.to ?? 0)) standing.push(mention);
  }
  return standing;
}

export function sameMentions(a: readonly Mention[], b: readonly Mention[]): boolean {
  const same = (one: Mention, other: Mention | undefined) =>
    one.from === other?.from && one.to === other.to && one.address === other.address;
  return a.length === b.length && a.every((one, index) => same(one, b[index]));
}
