import { describe, expect, it } from 'vitest';
import { readAhead } from '../../electron/services/archive-pages.ts';
import type { ArchivePage } from '../../electron/xmpp/xep/0313-mam.ts';

const page = (first: string): ArchivePage => ({ results: [], complete: false, first, last: undefined });

describe('pages of an archive, read ahead', () => {
  it('are asked for once, before they are wanted', async () => {
    const asked: string[] = [];
    const ahead = readAhead(async (before) => {
      asked.push(before);
      return page(before);
    });
    ahead.expect('b');
    expect(asked).toEqual(['b']);
    expect(await ahead.page('b')).toEqual(page('b'));
    expect(asked).toEqual(['b']);
    expect(await ahead.page('b')).toEqual(page('b'));
    expect(asked).toEqual(['b', 'b']);
  });

  it('are left alone when another one is wanted, also one that failed', async () => {
    const ahead = readAhead(async (before) => {
      if (before === 'gone') throw new Error('gone');
      return page(before);
    });
    ahead.expect('gone');
    expect(await ahead.page('a')).toEqual(page('a'));
    ahead.expect('gone');
    await expect(ahead.page('gone')).rejects.toThrow('gone');
  });
});
