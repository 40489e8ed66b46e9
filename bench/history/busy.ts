/// <reference lib="dom" />
// Writing while the history comes: how long a key takes to be painted, against an empty page in the same shell, and how long a message takes from Enter
// to its bubble, against the same window with nothing else to do.

import type { Snapshot } from '../../shared/ipc.ts';
import { type App, startApp } from '../../test/support/app.ts';
import type { Authority } from '../../test/support/certificates.ts';
import { until } from '../../test/support/until.ts';
import { PASSWORD } from '../answering-server.ts';
import { ACCOUNT } from '../corpus.ts';
import { median } from '../harness/judge.ts';
import { type Bench, currentLoad } from '../harness/measure.ts';
import type { Pair } from '../harness/row.ts';
import { type ReplayServer, startReplayServer } from './replay-server.ts';
import { awaitMessage, startBare, typeKeys } from './window.ts';

/** Nobody of the archive. */
const PEER = 'quiet@kith.test';
const KEYS = 20;
const MESSAGES = 5;
/** ms; on a machine that does other things as well. */
const PATIENCE = 300_000;

export const BUSY = {
  key: { id: 'history.key', what: 'A key to its letter while catching up, against an empty page' },
  enter: { id: 'history.enter', what: 'Enter to the bubble while catching up, against an idle window' },
};

export async function busy(bench: Bench, authority: Authority): Promise<void> {
  if (!bench.wants(BUSY.key.id, BUSY.enter.id)) return;
  const before = currentLoad();
  const missed = bench.size('missed');
  const server = await startReplayServer(1 + bench.pairs * missed, authority);
  const app = await startApp({ caFile: authority.caFile });
  const bare = await startBare();
  const pairs: Record<keyof typeof BUSY, Pair[]> = { key: [], enter: [] };
  try {
    server.show(1);
    await app.signIn({ address: ACCOUNT, password: PASSWORD, server: server.host, port: server.port });
    await app.open(PEER);
    await until(server.finished, PATIENCE);
    await say(app, 'first');
    for (let round = 0; round < bench.pairs; round++) {
      await comeBack(app, server, 1 + round * missed, missed);
      await app.composer().focus();
      const keys = await typeKeys(app.page, KEYS);
      const meanwhile = await say(app, `meanwhile ${round}`);
      if (server.finished()) return console.log('  history.key, history.enter: left out, all was made up for too soon (--missed=N)');
      await until(server.finished, PATIENCE);
      await idle(app);
      pairs.enter.push({ ours: meanwhile, floor: await say(app, `after ${round}`) });
      await bare.page.getByRole('textbox').focus();
      pairs.key.push({ ours: median(keys), floor: median(await typeKeys(bare.page, KEYS)) });
    }
  } finally {
    await bare.end();
    await app.dispose();
    await server.close();
  }
  for (const name of ['key', 'enter'] as const) bench.judge([BUSY[name].id], pairs[name], before);
}

interface Bridge {
  readonly api: { call(name: string, args: readonly unknown[]): Promise<string> };
}

/** Switches the account off and on again; meanwhile so many messages came, and the first page of them was asked for. */
async function comeBack(app: App, server: ReplayServer, known: number, missed: number): Promise<void> {
  const account = await app.page.evaluate(async () => {
    const { value } = JSON.parse(await (window as unknown as Bridge).api.call('app.snapshot', [])) as { value: Snapshot };
    return value.accounts[0]?.id ?? '';
  });
  const switchOn = (on: boolean) =>
    app.page.evaluate((args) => (window as unknown as Bridge).api.call('account.switchOn', args), [account, on] as const);
  await switchOn(false);
  server.show(known + missed, known);
  const asked = server.asked();
  await switchOn(true);
  await asked;
}

/** ms from Enter to the bubble, of several messages the median. */
async function say(app: App, words: string): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < MESSAGES; number++) {
    const text = `${words} ${number}.`;
    await app.composer().fill(text);
    const message = await awaitMessage(app.page, text);
    await app.composer().press('Enter');
    times.push(await message.evaluate(async ({ pressed, painted }) => (await painted) - (await pressed)));
  }
  return median(times);
}

/** The last page is stored, and what was told of it drawn. */
async function idle({ page }: App): Promise<void> {
  await page.getByRole('list', { name: 'Chats' }).getByRole('listitem', { name: 'contact0' }).waitFor();
  for (let frame = 0; frame < 5; frame++) await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}
