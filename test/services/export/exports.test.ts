// The thread that exports: a hundred thousand messages while the main loop goes on, cancelled, and ended with the product.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAccounts } from '../../../electron/archive/accounts.ts';
import { makeConversations } from '../../../electron/archive/conversations.ts';
import type { ExportState } from '../../../shared/export.ts';
import { until } from '../../support/until.ts';
import { makeProducts } from '../support.ts';

const ACCOUNT = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', address: 'alice@example.org' };
const MANY = 100_000;

const products = makeProducts();
let product: ReturnType<typeof products.make>;
let conversation: string;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-export-'));
  product = products.make({ known: [{ ...ACCOUNT }] });
  makeAccounts(product.archive).add(ACCOUNT.id, ACCOUNT.address);
  conversation = makeConversations(product.archive).open(ACCOUNT.id, 'bob@example.org').id;
  // Past the one road into the archive, which does far more for each: only reading them is measured here.
  product.archive
    .prepare<[number, string, number, string]>(`
      WITH RECURSIVE n (at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at < ? - 1)
      INSERT INTO messages (account, conversation, direction, sender, position, sent_at, stored_at, state, length, body)
      SELECT ?, ?, 'in', ?, at + 1, 1767225600000 + at * 60000, 1767225600000, 'received', 0, 'message ' || at || ' about <nothing> & everything' FROM n`)
    .run(MANY, ACCOUNT.id, Number(conversation), 'bob@example.org');
});
afterAll(async () => {
  await products.end();
  rmSync(folder, { recursive: true });
});

it('writes a hundred thousand messages while the main loop goes on', async () => {
  const path = join(folder, 'all.json');
  const seen: ExportState[] = [];
  const forget = product.exports.changed.on((state) => void seen.push(state));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  product.exports.start(null, 'json', path);
  expect(() => product.exports.start(conversation, 'html', path)).toThrow('running');
  await until(() => seen.at(-1)?.state === 'done', 25_000);
  delay.disable();
  forget();
  expect(seen.at(-1)).toMatchObject({ file: 'all.json', written: MANY, total: MANY });
  expect(seen.length).toBeGreaterThan(3);
  // Far more than its few words cost, and far less than the work takes on the loop itself.
  expect(delay.percentile(99) / 1e6).toBeLessThan(100);
  const { messages } = JSON.parse(readFileSync(path, 'utf8')).chats[0];
  expect(messages).toHaveLength(MANY);
  expect(messages.every(({ text }: { text: string }, at: number) => text === `message ${at} about <nothing> & everything`)).toBe(true);
  expect(product.exports.path()).toBe(path);
});

it('is cancelled at once and leaves nothing', async () => {
  product.exports.start(conversation, 'html', join(folder, 'cancelled.html'));
  await until(() => (product.exports.state()?.written ?? 0) > 0);
  product.exports.cancel();
  await until(() => product.exports.state()?.state === 'cancelled');
  expect(product.exports.path()).toBeUndefined();
  expect(readdirSync(folder)).toEqual(['all.json']);
});

it('says when the folder is gone', async () => {
  product.exports.start(conversation, 'text', join(folder, 'missing', 'out.txt'));
  await until(() => product.exports.state()?.state === 'failed');
  expect(product.exports.state()?.trouble).toBe('gone');
});

it('ends with the product, before its archive is closed', async () => {
  product.exports.start(conversation, 'html', join(folder, 'unfinished.html'));
  await until(() => (product.exports.state()?.total ?? 0) > 0);
  await product.close();
  expect(product.exports.state()?.state).toBe('cancelled');
  expect(existsSync(join(folder, 'unfinished.html'))).toBe(false);
});
