// One whole Kith against a server that miscounts, forgets and cuts it off, as a seed decides: whatever the server says about its counts,
// every message is there once and in order on both sides, and a count that cannot be is answered with the stream error it deserves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../electron/archive/database.ts';
import { makeSessions } from '../../electron/archive/sessions.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeAuthority } from '../support/certificates.ts';
import { ALICE, type Manners, type OrdinaryServer, PASSWORD, startOrdinaryServer } from '../support/ordinary-server.ts';
import { until } from '../support/until.ts';
import { difference, generator } from './soak.ts';
import { KEY, type Made, makeProducts } from './support.ts';

export interface CountingReport {
  readonly messages: number;
  readonly resumed: number;
  readonly anew: number;
  /** Impossible counts that were told, and each was refused. */
  readonly refused: number;
}

const WRAP = 2 ** 32;
const BOB = 'bob@kith.test';
const SM = "xmlns='urn:xmpp:sm:3'";
const FAILED = "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";

/** Throws when a message is missing, doubled, out of order or not known to have arrived, or when an impossible count was accepted. */
export async function counting({ seed, rounds }: { readonly seed: number; readonly rounds: number }): Promise<CountingReport> {
  const random = generator(seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  const folder = mkdtempSync(join(tmpdir(), 'kith-counting-'));
  const products = makeProducts();
  const authority = await makeAuthority(folder);
  const lies: Lies = { told: 0, calm: true, due: false };
  const server = await startOrdinaryServer(
    await authority.issue({ names: ['kith.test'] }),
    manners(upTo, lies, () => refused()),
  );
  const refused = () => server.errors.length;
  const authorities = loadAuthorities(authority.caFile);
  const said: string[] = [];
  try {
    let made = products.make({ authorities });
    const { id } = await made.accounts.signIn({ address: ALICE, password: PASSWORD, server: server.host, port: server.port });
    const conversation = made.conversations.open(id, BOB).id;
    const online = () =>
      until(() => {
        made.accounts.reconnect(id);
        return made.accounts.list()[0]?.connection.state === 'online';
      });
    const speak = (): void => {
      for (let left = 1 + upTo(3); left > 0; left -= 1) {
        said.push(`alice ${said.length}`);
        made.send(conversation, said.at(-1) ?? '');
      }
      for (let left = upTo(3); left > 0; left -= 1) server.deliver(`b${server.archive.length}`, `bob ${server.archive.length}`);
    };
    const happened = () => server.began.includes('resumed') && server.began.slice(1).includes('new') && lies.told > 0;
    // As long as luck has not brought about everything that is to be seen, a while longer.
    for (let round = 0; round < rounds || (!happened() && round < 5 * rounds); round += 1) {
      // Half-way on, both sides are close to where the counts begin anew.
      if (round === Math.floor(rounds / 2)) {
        made = await nearTheEnd(made, server, id, (kept) => products.make({ authorities, password: PASSWORD, ...kept }));
        await online();
      }
      lies.calm = false;
      lies.due ||= round % 6 === 3;
      speak();
      await new Promise((resolve) => setTimeout(resolve, upTo(100)));
      await until(() => refused() === lies.told).catch(() => {
        throw new Error(`seed ${seed}, round ${round}: ${lies.told} lies, ${refused()} refused, the last with ${server.errors.at(-1)}`);
      });
      if (upTo(3) === 0) server.cut();
      // What was delivered twice is one message.
      if (upTo(4) === 0) server.repeat(1 + upTo(3));
      speak();
      await online();
    }
    lies.calm = true;
    let verdict: string | undefined;
    await until(async () => {
      await online();
      verdict = judge(made, conversation, server, said);
      return verdict === undefined;
    }, 20_000).catch(() => {
      throw new Error(`seed ${seed}: ${verdict}`);
    });
    const wrong = server.errors.filter((error) => !error.includes('<handled-count-too-high'));
    if (wrong.length > 0) throw new Error(`seed ${seed}: ${wrong.join(', ')}`);
    if (refused() !== lies.told) throw new Error(`seed ${seed}: ${lies.told} lies, ${refused()} refused`);
    return {
      messages: server.archive.length,
      resumed: server.began.filter((each) => each === 'resumed').length,
      anew: server.began.filter((each) => each === 'new').length,
      refused: lies.told,
    };
  } finally {
    await products.end();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Lies {
  told: number;
  calm: boolean;
  /** The next one is told for certain. */
  due: boolean;
}

/** A server that lies about its counts, forgets sessions and cuts connections; honest while calm, and while a lie waits for its refusal. */
function manners(upTo: (count: number) => number, lies: Lies, refused: () => number): Manners {
  const honest = (): boolean => lies.calm || refused() < lies.told;
  const lie = (h: number, acked: number): number => {
    lies.told += 1;
    lies.due = false;
    // Too high, going backwards, or both at once over the end of the numbers.
    return [h + 1000 + upTo(1000), acked - 1 - upTo(5), h + WRAP / 2][upTo(3)] as number;
  };
  const wrapped = (h: number): number => (h + WRAP) % WRAP;
  return {
    acknowledge({ h, acked }) {
      if (honest()) return h;
      return lies.due || upTo(12) === 0 ? wrapped(lie(h, acked)) : h;
    },
    handle() {
      if (honest()) return undefined;
      const luck = upTo(60);
      return luck === 0 ? 'cut' : luck === 1 ? 'cut after' : undefined;
    },
    resume({ known, h, request }) {
      const luck = honest() ? 9 : upTo(10);
      if (!known || luck === 0) return `<failed ${SM}>${FAILED}</failed>`;
      if (luck === 1) return `<failed ${SM} h='${h}'>${FAILED}</failed>`;
      return `<resumed ${SM} previd='${/previd="([^"]*)"/.exec(request)?.[1]}' h='${h}'/>`;
    },
  };
}

/** The same session after nearly 2^32 stanzas in both directions. */
async function nearTheEnd(
  made: Made,
  server: OrdinaryServer,
  id: string,
  make: (kept: Pick<Made, 'folder' | 'known'>) => Made,
): Promise<Made> {
  // Nobody answers the goodbye, so the session is kept.
  server.silence();
  await made.close();
  const archive = openArchive(made.folder, KEY);
  const sessions = makeSessions(archive);
  const session = sessions.find(id);
  if (session !== undefined) {
    const by = WRAP - 3 - Math.max(session.sent, session.inbound);
    const later = (count: number): number => (count + by) % WRAP;
    sessions.save(id, {
      ...session,
      inbound: later(session.inbound),
      acked: later(session.acked),
      sent: later(session.sent),
      queue: session.queue.map(([number, token]) => [later(number), token]),
    });
    server.shift(by);
  }
  archive.close();
  const next = make({ folder: made.folder, known: made.known });
  next.accounts.start();
  return next;
}

/** Undefined when both sides hold everything once, in order. */
function judge(made: Made, conversation: string, server: OrdinaryServer, said: readonly string[]): string | undefined {
  const rows = made.messages.page(conversation, null, 5000).messages;
  const own = rows.filter(({ direction }) => direction === 'out');
  const unsent = own.filter(({ state }) => state !== 'sent');
  if (unsent.length > 0) return unsent.map(({ body, state }) => `${body} is ${state}`).join(', ');
  const there = server.archive.map(({ stanza }) => /<body>([^<]*)/.exec(stanza)?.[1] ?? '');
  const [mine, theirs] = [(body: string) => body.startsWith('alice'), (body: string) => body.startsWith('bob')];
  return (
    difference(there.filter(mine), said) ??
    difference(
      own.map(({ body }) => body),
      said,
    ) ??
    difference(rows.map(({ body }) => body).filter(theirs), there.filter(theirs))
  );
}
