import { describe, expect, it } from 'vitest';
import { preparePassword, saslprep } from '../../electron/xmpp/core/saslprep.ts';

describe('SASLprep', () => {
  // RFC 4013 3, and what Prosody with ICU makes of the rest.
  it.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
    ['\u0007', undefined],
    ['\u06271', undefined],
    ['\u06271\u0628', '\u06271\u0628'],
    ['\u05d0a', undefined],
    ['a\u00a0b', 'a b'],
    ['a\u200bb', 'a b'],
    ['a\u200cb', 'ab'],
    ['\u3000x ', ' x '],
    ['e\u0301', '\u00e9'],
    ['\ufb01\u00b5', 'fi\u03bc'],
    ['x\u1e9e', 'x\u1e9e'],
    ['\ue000', undefined],
    ['\ufffd', undefined],
    ['a\u202eb', undefined],
    ['\ud83d\ude00x', '\ud83d\ude00x'],
    ['', ''],
  ])('of %j is %j', (password, prepared) => {
    expect(saslprep(password)).toBe(prepared);
  });

  it('that says no leaves the password to its successor, and to itself', () => {
    expect(preparePassword('\u05d0a\u00a0e\u0301')).toBe('\u05d0a \u00e9');
    expect(preparePassword('\u0007')).toBe('\u0007');
  });
});
