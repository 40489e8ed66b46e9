// The table of shortcuts: which key press means what, per platform, and when it means nothing.
import { describe, expect, it } from 'vitest';
import { hintFor, keysOf, type Press, SHORTCUTS, shortcutFor } from '../../renderer/components/shortcuts.ts';

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  altGraph: false,
  inText: false,
  covered: false,
  ...held,
});
const ctrl = { ctrlKey: true };
const meta = { metaKey: true };

describe('shortcuts', () => {
  it.each([
    ['n', ctrl, 'new-chat'],
    ['K', { ctrlKey: true, shiftKey: false }, 'search'],
    ['Tab', ctrl, 'next-chat'],
    ['Tab', { ctrlKey: true, shiftKey: true }, 'previous-chat'],
    ['ArrowDown', { altKey: true }, 'next-chat'],
    ['ArrowUp', { altKey: true }, 'previous-chat'],
    ['ArrowDown', { altKey: true, shiftKey: true }, 'next-unread'],
    [',', ctrl, 'settings'],
    ['/', ctrl, 'shortcuts'],
    ['/', { ctrlKey: true, shiftKey: true }, 'shortcuts'],
    ['F1', {}, 'shortcuts'],
    ['F6', { shiftKey: true }, 'previous-region'],
    ['+', { ctrlKey: true, shiftKey: true }, 'zoom-in'],
    ['=', ctrl, 'zoom-in'],
    ['-', ctrl, 'zoom-out'],
    ['0', ctrl, 'zoom-reset'],
    ['M', { ctrlKey: true, shiftKey: true }, 'mute'],
    ['A', { ctrlKey: true, shiftKey: true }, 'archive'],
    ['q', ctrl, 'quit'],
    ['Escape', {}, 'back'],
  ] as const)('%s %j is %s', (key, held, id) => expect(shortcutFor(press(key, held), false)).toBe(id));

  it('takes Cmd in place of Ctrl on macOS, and leaves quitting to its menu', () => {
    expect(shortcutFor(press('n', meta), true)).toBe('new-chat');
    expect(shortcutFor(press('n', ctrl), true)).toBeNull();
    expect(shortcutFor(press('n', meta), false)).toBeNull();
    expect(shortcutFor(press('Tab', ctrl), true)).toBe('next-chat');
    expect(shortcutFor(press('q', meta), true)).toBeNull();
  });

  it('finds the letter by its place on layouts without Latin letters', () => {
    expect(shortcutFor(press('т', { ...ctrl, code: 'KeyN' }), false)).toBe('new-chat');
    // Dvorak and the like: the letter counts, not the place.
    expect(shortcutFor(press('n', { ...ctrl, code: 'KeyL' }), false)).toBe('new-chat');
  });

  it('keeps out of input methods, third-level characters and single letters', () => {
    expect(shortcutFor(press('n', { ...ctrl, isComposing: true }), false)).toBeNull();
    expect(shortcutFor(press('Process', ctrl), false)).toBeNull();
    expect(shortcutFor(press('q', { ctrlKey: true, altGraph: true }), false)).toBeNull();
    expect(shortcutFor(press('@', { ctrlKey: true, altKey: true }), false)).toBeNull();
    expect(shortcutFor(press('n'), false)).toBeNull();
  });

  it('takes no editing key from a text box', () => {
    for (const [key, held] of [
      ['a', ctrl],
      ['c', ctrl],
      ['v', ctrl],
      ['x', ctrl],
      ['z', ctrl],
      ['ArrowLeft', ctrl],
      ['Home', {}],
      ['Backspace', ctrl],
    ] as const) {
      expect(shortcutFor(press(key, { ...held, inText: true }), false), key).toBeNull();
    }
    expect(shortcutFor(press('ArrowDown', { altKey: true, inText: true }), false)).toBe('next-chat');
    expect(shortcutFor(press('ArrowDown', { altKey: true, inText: true }), true)).toBeNull();
    expect(shortcutFor(press('ArrowDown', { altKey: true }), true)).toBe('next-chat');
  });

  it('does under a dialog only what has nothing to do with it', () => {
    const under = (key: string, held: Partial<Press>) => shortcutFor(press(key, { ...held, covered: true }), false);
    expect(under('n', ctrl)).toBeNull();
    expect(under('Escape', {})).toBeNull();
    expect(under('+', ctrl)).toBe('zoom-in');
    expect(under('q', ctrl)).toBe('quit');
  });

  it('has no chord twice', () => {
    const chords = Object.values(SHORTCUTS)
      .flat()
      .flatMap(({ chords: each }) => each.map((chord) => keysOf(chord, false).join('+')));
    expect(new Set(chords).size).toBe(chords.length);
  });

  it('shows keys as they stand on the keyboard', () => {
    expect(hintFor('search', false)).toBe('Ctrl K');
    expect(hintFor('search', true)).toBe('⌘K');
    expect(hintFor('mute', true)).toBe('⇧⌘M');
    expect(hintFor('quit', true)).toBe('');
    expect(keysOf({ key: 'ArrowDown', alt: true, shift: true }, false)).toEqual(['Alt', 'Shift', '↓']);
  });
});
