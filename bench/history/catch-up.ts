// Reading an archive to its end, every message durable and searchable: the product without its window, or the least it can cost with the same
// parser, driver, cipher, tables and tokenizer.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { makeConversations } from '../../electron/archive/conversations.ts';
import { type Archive, openArchive } from '../../electron/archive/database.ts';
import { makeSync } from '../../electron/archive/sync.ts';
import { makeSaxes } from '../../electron/xmpp/core/saxes.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeProducts } from '../../test/services/support.ts';
import { until } from '../../test/support/until.ts';
import { ACCOUNT, archiveId } from '../corpus.ts';
import { report, stage } from '../harness/contestant.ts';
import { bind, type RawPlace, signIn } from '../raw-client.ts';

export interface CatchUpInput extends RawPlace {
  readonly reader: 'kith' | 'floor' | 'script';
  readonly messages: number;
}

const PAGE = 250;

/** Stages: 'seeded' (the first message is known; now show all, and time runs), 'done'. */
report(async (input: CatchUpInput): Promise<void> => {
  await { kith, floor, script }[input.reader](input);
});

/** Every message once, and every word found. */
function check(archive: Archive, messages: number): void {
  const count = (sql: string) => archive.prepare<[], { count: number }>(sql).get()?.count;
  const rows = count('SELECT count(*) AS count FROM messages');
  const words = count(`SELECT count(*) AS count FROM messages_text WHERE messages_text MATCH '"heliotrope"'`);
  if (rows !== messages || words !== Math.ceil((messages - 7) / 1000)) throw new Error(`${rows} rows, ${words} of them with the rare word`);
}

async function kith({ host, port, domain, user, password, caFile, messages }: CatchUpInput): Promise<void> {
  const products = makeProducts();
  const authorities = loadAuthorities(caFile);
  const rows = (archive: Archive) => archive.prepare<[], { count: number }>('SELECT count(*) AS count FROM messages').get()?.count;
  const before = products.make({ authorities });
  await before.accounts.signIn({ address: `${user}@${domain}`, password, server: host, port });
  await until(() => rows(before.archive) === 1);
  await before.close();
  await stage('seeded');

  const { accounts, announcer, archive } = products.make({ authorities, folder: before.folder, known: before.known, password });
  const finished = new Promise<void>((resolve) => {
    let left = messages - 1;
    announcer.changed.on((changes) => {
      left -= changes.messages.size;
      if (left <= 0) resolve();
    });
  });
  accounts.start();
  await finished;
  await stage('done');
  check(archive, messages);
  await products.end();
}

/** Asks for every page and forgets it. */
async function script({ messages, ...place }: CatchUpInput): Promise<void> {
  await stage('seeded');
  const client = await signIn(place);
  await bind(client);
  let page = '';
  client.socket.on('data', (chunk: Buffer) => {
    page += chunk.toString('latin1');
  });
  let read = 0;
  for (let after = ''; ; ) {
    page = '';
    const rsm = `<set xmlns='http://jabber.org/protocol/rsm'><max>${PAGE}</max>${after}</set>`;
    client.send(`<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' queryid='q'>${rsm}</query></iq>`);
    const [end] = await client.expect(/<fin[\s\S]*?<\/fin>\s*<\/iq>/);
    read += page.split('<result').length - 1;
    const last = /<last>([^<]*)<\/last>/.exec(end)?.[1];
    if (last === undefined || /<fin[^>]*complete=['"]true/.test(end)) break;
    after = `<after>${last}</after>`;
  }
  await stage('done');
  if (read !== messages) throw new Error(`${read} of ${messages} were read`);
}

interface Read {
  id: string;
  stamp: string;
  from: string;
  to: string;
  stanza: string;
  origin: string;
  body: string;
}

async function floor({ messages, ...place }: CatchUpInput): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kith-floor-'));
  const archive = openArchive(folder, new Uint8Array(32).fill(7));
  const account = randomUUID();
  makeAccounts(archive).add(account, ACCOUNT);
  const client = await signIn(place);
  await bind(client);
  await stage('seeded');
  const store = floorStore(archive, account);
  client.socket.removeAllListeners('data');
  const pages = floorParser(client.socket);
  // The first message too, so that both end with the same rows.
  for (let after = ''; ; ) {
    const rsm = `<set xmlns='http://jabber.org/protocol/rsm'><max>${PAGE}</max>${after}</set>`;
    client.send(`<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' queryid='q'>${rsm}</query></iq>`);
    const { page, complete } = await pages.next();
    store(page);
    if (complete) break;
    after = `<after>${page.at(-1)?.id}</after>`;
  }
  await stage('done');
  check(archive, messages);
  archive.close();
  rmSync(folder, { recursive: true, force: true });
}

/** One transaction per page, nothing looked up that the page itself tells. */
function floorStore(archive: Archive, account: string): (page: readonly Read[]) => void {
  const conversations = makeConversations(archive);
  const sync = makeSync(archive);
  const known = new Map<string, number>();
  const insert = archive.prepare<(string | number)[]>(`
    INSERT INTO messages (account, conversation, direction, sender, stanza_id, origin_id, archive_id, position, sent_at, stamped, stored_at,
      state, unread, length, body) VALUES ('${account}', ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)`);
  const touch = archive.prepare<[number, number, number, number]>(
    'UPDATE conversations SET unread = unread + ?, last_message = ?, active_at = ? WHERE id = ?',
  );
  const bare = (jid: string) => jid.replace(/\/.*/, '');
  let position = 2 ** 44;
  sync.setMark(account, '', archiveId(0));
  return (page) =>
    archive.transaction(() => {
      const touched = new Map<number, { unread: number; last: number; at: number }>();
      for (const { id, stamp, from, to, stanza, origin, body } of page) {
        const outgoing = bare(from) === ACCOUNT;
        const peer = bare(outgoing ? to : from);
        let conversation = known.get(peer);
        conversation ??= Number(conversations.open(account, peer).id);
        known.set(peer, conversation);
        position += 2 ** 20;
        const [direction, state, unread] = outgoing ? (['out', 'sent', 0] as const) : (['in', 'received', 1] as const);
        const at = Date.parse(stamp);
        const place = [conversation, direction, bare(from), stanza, origin, id, position, at, Date.now()];
        const row = Number(insert.run(...place, state, unread, body.length, body).lastInsertRowid);
        archive.index.put(row, body);
        touched.set(conversation, { unread: (touched.get(conversation)?.unread ?? 0) + unread, last: row, at });
      }
      for (const [id, { unread, last, at }] of touched) touch.run(unread, last, at, id);
      sync.setMark(account, '', page.at(-1)?.id ?? '');
    });
}

interface Page {
  readonly page: readonly Read[];
  readonly complete: boolean;
}

/** What saxes alone makes of it, one page at a time. */
function floorParser(socket: NodeJS.ReadableStream): { next(): Promise<Page> } {
  const parser = makeSaxes({ xmlns: true });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let page: Read[] = [];
  let read: Read | undefined;
  let inBody = false;
  let arrived: (page: Page) => void = () => undefined;
  parser.on('opentag', ({ local, attributes }) => {
    const attribute = (name: string) => attributes[name]?.value ?? '';
    if (local === 'result') read = { id: attribute('id'), stamp: '', from: '', to: '', stanza: '', origin: '', body: '' };
    else if (local === 'delay' && read !== undefined) read.stamp = attribute('stamp');
    else if (local === 'origin-id' && read !== undefined) read.origin = attribute('id');
    else if (local === 'message' && read !== undefined)
      Object.assign(read, { from: attribute('from'), to: attribute('to'), stanza: attribute('id') });
    else if (local === 'body') inBody = true;
    else if (local === 'fin') {
      arrived({ page, complete: attribute('complete') === 'true' });
      page = [];
    }
  });
  parser.on('text', (text) => {
    if (inBody && read !== undefined) read.body += text;
  });
  parser.on('closetag', ({ local }) => {
    if (local === 'body') inBody = false;
    if (local !== 'result' || read === undefined) return;
    page.push(read);
    read = undefined;
  });
  parser.write("<stream xmlns='jabber:client'>");
  socket.on('data', (chunk: Buffer) => parser.write(decoder.decode(chunk, { stream: true })));
  return {
    next: () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
  };
}
