// The mentions in a text that is being written: they go with the text around them, are lost when their own is changed, and come back when that is
// undone. What is written right behind one is none of it: many languages put endings there. Pure.
import { apart, type Mention, MOST_MENTIONS } from '../../shared/mention.ts';

/** So many texts that lost a mention are remembered, for whoever undoes that. */
const REMEMBERED = 20;

export interface ChosenMentions {
  /** Those in the text. */
  now(): readonly Mention[];
  /** Another text, with its mentions. */
  begin(mentions: readonly Mention[]): void;
  add(mention: Mention): void;
  /** The text became another one, with the caret behind what is new in it. */
  changed(before: string, text: string, caret: number): void;
}

export function chosenMentions(): ChosenMentions {
  let mentions: readonly Mention[] = [];
  const lost = new Map<string, readonly Mention[]>();
  return {
    now: () => mentions,
    begin(next) {
      mentions = next;
      lost.clear();
    },
    add(mention) {
      const others = mentions.filter(({ from, to }) => to <= mention.from || from >= mention.to);
      mentions = apart([...others.slice(0, MOST_MENTIONS - 1), mention]);
    },
    changed(before, text, caret) {
      const kept = carried(mentions, before, text, caret);
      if (kept.length < mentions.length) {
        lost.set(before, mentions);
        const [oldest] = lost.keys();
        if (lost.size > REMEMBERED && oldest !== undefined) lost.delete(oldest);
      }
      const known = lost.get(text) ?? [];
      mentions = known.length > kept.length ? known : kept;
    },
  };
}

function carried(mentions: readonly Mention[], before: string, text: string, caret: number): readonly Mention[] {
  if (mentions.length === 0) return mentions;
  const least = Math.min(before.length, text.length);
  let tail = text.length - caret;
  // Something else than typing put it there.
  if (tail > least || !before.endsWith(text.slice(caret)))
    for (tail = 0; tail < least && before.at(-1 - tail) === text.at(-1 - tail); ) tail++;
  let head = 0;
  while (head < least - tail && before[head] === text[head]) head++;
  const shift = text.length - before.length;
  return mentions.flatMap((mention) => {
    if (mention.to <= head) return [mention];
    if (mention.from >= before.length - tail) return [{ ...mention, from: mention.from + shift, to: mention.to + shift }];
    return [];
  });
}
