// Every keyboard shortcut, in one table: what runs, what the help overlay shows. Pure; the views decide what an id does.

export type ShortcutId =
  | 'new-chat'
  | 'search'
  | 'find'
  | 'next-chat'
  | 'previous-chat'
  | 'next-unread'
  | 'mute'
  | 'archive'
  | 'back'
  | 'next-region'
  | 'previous-region'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-reset'
  | 'settings'
  | 'shortcuts'
  | 'quit';

interface Chord {
  /** KeyboardEvent.key, letters in lower case. */
  readonly key: string;
  /** Ctrl, on macOS Cmd. */
  readonly command?: true;
  /** Ctrl everywhere. */
  readonly control?: true;
  readonly alt?: true;
  readonly shift?: true;
  /** The same key on another layout: nothing to show. */
  readonly same?: true;
}

interface Shortcut {
  readonly id: ShortcutId;
  readonly chords: readonly Chord[];
  /** Runs also over a dialog or a menu. */
  readonly anywhere?: true;
  /** The text box needs these keys on macOS: they move by paragraph there. */
  readonly notInTextOnMac?: true;
  /** The application menu of macOS has it. */
  readonly notOnMac?: true;
}

type Group = 'chats' | 'window';

export const SHORTCUTS: Readonly<Record<Group, readonly Shortcut[]>> = {
  chats: [
    { id: 'new-chat', chords: [{ key: 'n', command: true }] },
    {
      id: 'search',
      chords: [
        { key: 'k', command: true },
        { key: 'f', command: true, shift: true },
      ],
    },
    { id: 'find', chords: [{ key: 'f', command: true }] },
    {
      id: 'next-chat',
      chords: [
        { key: 'ArrowDown', alt: true },
        { key: 'Tab', control: true },
      ],
      notInTextOnMac: true,
    },
    {
      id: 'previous-chat',
      chords: [
        { key: 'ArrowUp', alt: true },
        { key: 'Tab', control: true, shift: true },
      ],
      notInTextOnMac: true,
    },
    { id: 'next-unread', chords: [{ key: 'ArrowDown', alt: true, shift: true }], notInTextOnMac: true },
    { id: 'mute', chords: [{ key: 'm', command: true, shift: true }] },
    { id: 'archive', chords: [{ key: 'a', command: true, shift: true }] },
    { id: 'back', chords: [{ key: 'Escape' }] },
  ],
  window: [
    { id: 'next-region', chords: [{ key: 'F6' }] },
    { id: 'previous-region', chords: [{ key: 'F6', shift: true }] },
    {
      id: 'zoom-in',
      chords: [
        { key: '+', command: true },
        { key: '=', command: true, same: true },
      ],
      anywhere: true,
    },
    { id: 'zoom-out', chords: [{ key: '-', command: true }], anywhere: true },
    { id: 'zoom-reset', chords: [{ key: '0', command: true }], anywhere: true },
    { id: 'settings', chords: [{ key: ',', command: true }] },
    { id: 'shortcuts', chords: [{ key: '/', command: true }, { key: 'F1' }] },
    { id: 'quit', chords: [{ key: 'q', command: true }], anywhere: true, notOnMac: true },
  ],
};

/** What a keydown event says that matters here. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** Types a third-level character on many layouts. */
  readonly altGraph: boolean;
  /** The focus is in a box one types in. */
  readonly inText: boolean;
  /** A dialog or a menu is open. */
  readonly covered: boolean;
}

/** An input method is at work: such keys are never ours. */
const COMPOSING_KEYS: ReadonlySet<string> = new Set(['Process', 'Dead', 'Unidentified']);

/** The shortcut this key press means, if any. */
export function shortcutFor(press: Press, mac: boolean): ShortcutId | null {
  if (press.isComposing || press.altGraph || COMPOSING_KEYS.has(press.key)) return null;
  const key = keyOf(press);
  for (const shortcut of Object.values(SHORTCUTS).flat()) {
    if (press.covered && shortcut.anywhere !== true) continue;
    if (mac && shortcut.notOnMac === true) continue;
    const chord = shortcut.chords.find((each) => fits(each, key, press, mac));
    if (chord === undefined) continue;
    if (mac && press.inText && shortcut.notInTextOnMac === true && chord.alt === true) return null;
    return shortcut.id;
  }
  return null;
}

/** The keys of a chord as they stand on the keyboard, for showing. */
export function keysOf(chord: Chord, mac: boolean): readonly string[] {
  const held = [
    chord.control === true || (chord.command === true && !mac) ? (mac ? '⌃' : 'Ctrl') : '',
    chord.alt === true ? (mac ? '⌥' : 'Alt') : '',
    chord.shift === true ? (mac ? '⇧' : 'Shift') : '',
    chord.command === true && mac ? '⌘' : '',
  ].filter((name) => name !== '');
  return [...held, NAMES[chord.key] ?? (chord.key.length === 1 ? chord.key.toUpperCase() : chord.key)];
}

/** The first chord of a shortcut, for a hint beside a control; '' where it does not exist. */
export function hintFor(id: ShortcutId, mac: boolean): string {
  const shortcut = Object.values(SHORTCUTS)
    .flat()
    .find((each) => each.id === id);
  const chord = shortcut?.chords[0];
  if (chord === undefined || (mac && shortcut?.notOnMac === true)) return '';
  return keysOf(chord, mac).join(mac ? '' : ' ');
}

const NAMES: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', '-': '−' };

/** On layouts without Latin letters the key's place says which letter is meant. */
function keyOf({ key, code }: Press): string {
  if (key.length !== 1) return key;
  const lower = key.toLowerCase();
  if (/[\p{L}]/u.test(lower) && !/[a-z]/.test(lower)) return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? lower;
  return lower;
}

function fits(chord: Chord, key: string, press: Press, mac: boolean): boolean {
  if (chord.key !== key) return false;
  const control = chord.control === true || (chord.command === true && !mac);
  const meta = chord.command === true && mac;
  // Where a sign lies differs between layouts, and with it whether Shift is needed.
  const sign = key.length === 1 && !/[a-z0-9]/.test(key);
  return (
    press.ctrlKey === control &&
    press.metaKey === meta &&
    press.altKey === (chord.alt === true) &&
    (sign || press.shiftKey === (chord.shift === true))
  );
}
