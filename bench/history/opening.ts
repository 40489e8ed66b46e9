// Opening a chat in the window, to its last screen painted: Kith's, and a bare list in the same shell over the same archive. Before each the page is
// loaded anew, so that nothing of the chat is there already, and another chat is opened, so that the code is.
import { join } from 'node:path';
import { startApp } from '../../test/support/app.ts';
import { median } from '../harness/judge.ts';
import { type Bench, currentLoad } from '../harness/measure.ts';
import type { Pair } from '../harness/row.ts';
import type { Newest } from './chats.ts';
import { openChat, startBare } from './window.ts';

const CHATS = ['small', 'middle', 'large'] as const;

export const OPENING = {
  large: { id: 'history.window', what: 'Opening the largest chat in the window, against a bare list' },
  flat: { id: 'history.window-flat', what: 'Opening the largest chat in the window, against the smallest' },
  middle: { id: 'history.window-flat-middle', what: 'Opening the middle chat in the window, against the smallest' },
};

/** `profile`: with the large archive in it. */
export async function opening(bench: Bench, profile: string, newest: Newest): Promise<void> {
  const rows = Object.values(OPENING).map(({ id }) => id);
  if (!bench.wants(...rows)) return;
  const before = currentLoad();
  const kith = await startApp({ profile });
  const bare = await startBare(join(profile, 'archive'));
  const pairs: Record<keyof typeof OPENING, Pair[]> = { large: [], flat: [], middle: [] };
  try {
    await kith.chat('large').waitFor();
    for (let round = 0; round < bench.pairs; round++) {
      const { small, middle, large, floor } = await oneRound();
      pairs.large.push({ ours: large, floor });
      pairs.flat.push({ ours: large, floor: small });
      pairs.middle.push({ ours: middle, floor: small });
    }
  } finally {
    await kith.quit();
    await bare.end();
  }
  for (const [name, { id }] of Object.entries(OPENING)) bench.judge([id], pairs[name as keyof typeof OPENING], before);

  async function oneRound() {
    const times: Record<(typeof CHATS)[number] | 'floor', number[]> = { small: [], middle: [], large: [], floor: [] };
    for (let turn = 0; turn < CHATS.length; turn++) {
      for (const { page } of [kith, bare]) await page.reload();
      await kith.chat('large').waitFor();
      await openChat(kith.page, 'warm', newest.warm);
      for (const chat of [...CHATS.slice(turn), ...CHATS.slice(0, turn)]) times[chat].push(await openChat(kith.page, chat, newest[chat]));
      await openChat(bare.page, 'warm', newest.warm);
      times.floor.push(await openChat(bare.page, 'large', newest.large));
    }
    const [small, middle, large, floor] = [times.small, times.middle, times.large, times.floor].map(median) as [
      number,
      number,
      number,
      number,
    ];
    return { small, middle, large, floor };
  }
}
