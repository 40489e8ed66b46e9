// The emoji there are: emojibase's data, part of the app and loaded when first wanted, reduced to what the picker and the completion need.
import type { SkinTone } from '../../shared/settings.ts';
import { fuzzyFinder } from './fuzzy.ts';

export interface Emoji {
  readonly text: string;
  readonly name: string;
  /** Key in the catalogue: emoji.groups. */
  readonly group: EmojiGroup;
  /** Without colons, the usual one first. */
  readonly codes: readonly string[];
  readonly tags: readonly string[];
  /** Light to dark; none where there are none. */
  readonly tones: readonly string[];
}

export const GROUPS = ['smileys', 'people', 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'] as const;
export type EmojiGroup = (typeof GROUPS)[number];

/** Emojibase counts 2 for components, which nobody writes by themselves. */
const BY_NUMBER: readonly (EmojiGroup | undefined)[] = [...GROUPS.slice(0, 2), undefined, ...GROUPS.slice(2)];
/** Younger ones are boxes in the fonts of many systems. */
const NEWEST = 15;
const WELL_FORMED = /^\p{RGI_Emoji}$/v;
const COMPLETIONS = 8;

export async function loadEmoji(): Promise<readonly Emoji[]> {
  const [{ default: data }, { default: usual }, { default: more }] = await Promise.all([
    import('emojibase-data/en/data.json'),
    import('emojibase-data/en/shortcodes/github.json'),
    import('emojibase-data/en/shortcodes/emojibase.json'),
  ]);
  return data.flatMap(({ emoji, label, hexcode, group, version, tags = [], skins = [] }) => {
    const key = group === undefined ? undefined : BY_NUMBER[group];
    if (key === undefined || version > NEWEST) return [];
    const codes = [...new Set([usual[hexcode] ?? [], more[hexcode] ?? []].flat())];
    const tones = skins.filter(({ tone }) => typeof tone === 'number').map((skin) => shortest(skin.emoji));
    return [{ text: shortest(emoji), name: label, group: key, codes, tags, tones }];
  });
}

/** A variation selector that changes nothing is left out, so that equal emoji are equal texts. */
function shortest(emoji: string): string {
  const bare = emoji.replace(/\ufe0f$/, '');
  return WELL_FORMED.test(bare) ? bare : emoji;
}

export function toned(emoji: Emoji, tone: SkinTone): string {
  return tone === 0 ? emoji.text : (emoji.tones[tone - 1] ?? emoji.text);
}

/** By name, code and tag. */
export function emojiFinder(all: readonly Emoji[]): (query: string) => readonly Emoji[] {
  return fuzzyFinder(all, ({ name, codes, tags }) => [name, [...codes, ...tags].join(' ')]);
}

export interface Completion {
  readonly emoji: Emoji;
  readonly code: string;
}

/** What `:code` may become: codes that begin so, the shorter first, then those that contain it. */
export function completions(all: readonly Emoji[], typed: string): readonly Completion[] {
  const wanted = typed.toLowerCase();
  const rank = (code: string) => (code.startsWith(wanted) ? code.length : 1000 + code.length);
  return all
    .flatMap((emoji) => {
      const [code] = emoji.codes.filter((each) => each.includes(wanted)).sort((a, b) => rank(a) - rank(b));
      return code === undefined ? [] : [{ emoji, code }];
    })
    .sort((a, b) => rank(a.code) - rank(b.code))
    .slice(0, COMPLETIONS);
}

/** The most recent first; as many as two rows of the picker show. */
export function withRecent(recent: readonly string[], picked: string): readonly string[] {
  return [picked, ...recent.filter((each) => each !== picked)].slice(0, 16);
}
