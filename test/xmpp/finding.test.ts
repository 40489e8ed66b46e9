// Finding a server, with DNS and every server in the test's hand: who is tried, in which order, who wins, what is said when nobody does.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Greeted, greet } from '../../electron/xmpp/core/greet.ts';
import { type ReachOptions, reach } from '../../electron/xmpp/core/reach.ts';
import type { Resolver } from '../../electron/xmpp/core/resolve.ts';
import { StreamFailure } from '../../electron/xmpp/core/stream-failure.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Attempt } from '../../shared/errors.ts';
import { type BlackHole, makeBlackHole } from '../support/black-hole.ts';
import { type IssuedCertificate, makeAuthority } from '../support/certificates.ts';

const DOMAIN = 'kith.example';
const HEADER =
  "<?xml version='1.0'?><stream:stream id='1' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
const FEATURES = '<stream:features><mechanisms xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/></stream:features>';
const STARTTLS = '<stream:features><starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/></stream:features>';

type Behaviour = (socket: Socket) => void;
type Peer = { readonly port: number; readonly came: () => number };

const made = {} as { dir: string; authorities: string[]; good: IssuedCertificate; wrong: IssuedCertificate; hole: BlackHole };
const listening: { server: Server; sockets: Set<Socket> }[] = [];

beforeAll(async () => {
  made.dir = mkdtempSync(join(tmpdir(), 'kith-finding-'));
  const authority = await makeAuthority(made.dir);
  made.authorities = [readFileSync(authority.caFile, 'utf8')];
  made.good = await authority.issue({ names: [DOMAIN, 'xn--mnchen-3ya.example'] });
  made.wrong = await authority.issue({ names: ['target.example'] });
  made.hole = await makeBlackHole();
});
afterEach(() => {
  for (const { server, sockets } of listening.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});
afterAll(() => {
  made.hole.close();
  rmSync(made.dir, { recursive: true, force: true });
});

const secured = (socket: Socket, { keyFile, certFile }: IssuedCertificate): TLSSocket =>
  new TLSSocket(socket, {
    isServer: true,
    key: readFileSync(keyFile),
    cert: readFileSync(certFile),
    ALPNProtocols: ['xmpp-client'],
  }).on('error', () => undefined);
const upgrading =
  (certificate: () => IssuedCertificate, inside = `${HEADER}${FEATURES}`): Behaviour =>
  (socket) => {
    socket.once('data', () => {
      socket.write(`${HEADER}${STARTTLS}`);
      socket.once('data', () => {
        socket.write("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        const tls = secured(socket, certificate());
        tls.once('data', () => tls.write(inside));
      });
    });
  };
const answering =
  (...answers: string[]): Behaviour =>
  (socket) => {
    const left = [...answers];
    socket.on('data', () => socket.write(left.shift() ?? ''));
  };

/** What may answer at a target. */
const behaviours = {
  plain: upgrading(() => made.good),
  direct: (socket) => {
    const tls = secured(socket, made.good);
    tls.once('data', () => tls.write(`${HEADER}${FEATURES}`));
  },
  'wrong certificate': upgrading(() => made.wrong),
  'wrong certificate, direct': (socket) => void secured(socket, made.wrong),
  'no STARTTLS': answering(`${HEADER}${FEATURES}`, "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"),
  'STARTTLS refused': answering(`${HEADER}${STARTTLS}`, "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"),
  'no features inside TLS': upgrading(() => made.good, HEADER),
  'unknown domain': answering(
    `${HEADER}<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
  ),
  shutdown: answering(
    `${HEADER}<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
  ),
  'before 1.0': answering(HEADER.replace(" version='1.0' xmlns", ' xmlns')),
  web: (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  hangup: (socket) => socket.end(),
  silence: () => undefined,
} satisfies Record<string, Behaviour>;

async function listen(behaviour: Behaviour, host = '127.0.0.1', port = 0): Promise<Peer> {
  const sockets = new Set<Socket>();
  let came = 0;
  const server = createServer((socket) => {
    came += 1;
    sockets.add(socket.on('error', () => undefined));
    behaviour(socket);
  });
  await new Promise<void>((done) => server.listen(port, host, done));
  listening.push({ server, sockets });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, came: () => came };
}

async function closedPort(): Promise<number> {
  const { port } = await listen(behaviours.silence);
  const last = listening.pop();
  await new Promise((done) => last?.server.close(done));
  return port;
}

type Kind = keyof typeof behaviours | 'nobody' | 'black hole' | 'no address' | 'slow DNS' | 'root';
/** Kind of peer, priority, weight. */
type Entry = readonly [Kind, number?, number?];

interface Case {
  /** Left out: the domain has no such records; 'hangs' and 'fails': nor an answer. */
  readonly xmpps?: readonly Entry[] | 'hangs' | 'fails';
  readonly xmpp?: readonly Entry[] | 'hangs' | 'fails';
  /** Index of the winning entry, direct ones first, or why there is none. */
  readonly ends: number | string;
  /** Entries that nobody may have connected to. */
  readonly untouched?: readonly number[];
}

const never = () => new Promise<never>(() => undefined);
const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

/** Runs a case; resolves with the index of the winner or the kind of failure, and who was connected to. */
async function run({ xmpps, xmpp }: Case, over: Partial<ReachOptions> = {}) {
  const peers: (Peer | undefined)[] = [];
  const asked: string[] = [];
  const addresses = new Map<string, () => Promise<readonly { address: string; family: number }[]>>();
  const prepare = async (entries: Case['xmpp']) => {
    if (typeof entries !== 'object') return entries;
    const records = [];
    for (const [kind, priority = 0, weight = 0] of entries) {
      const name = kind === 'root' ? '.' : `host-${peers.length}.example`;
      const peer = Object.hasOwn(behaviours, kind) ? await listen(behaviours[kind as keyof typeof behaviours]) : undefined;
      const port = peer?.port ?? (kind === 'black hole' ? made.hole.port : kind === 'nobody' ? await closedPort() : 1);
      peers.push(peer);
      addresses.set(name, async () => {
        if (kind === 'slow DNS') return never();
        return kind === 'no address' ? failing('ENOTFOUND') : [{ address: '127.0.0.1', family: 4 }];
      });
      records.push({ name, port, priority, weight });
    }
    return records;
  };
  const services = { 'xmpps-client': await prepare(xmpps), 'xmpp-client': await prepare(xmpp) };
  const resolver: Resolver = {
    async srv(name) {
      const found = services[name.includes('_xmpps-') ? 'xmpps-client' : 'xmpp-client'];
      if (typeof found === 'object') return found;
      return found === 'hangs' ? never() : failing(found === 'fails' ? 'ESERVFAIL' : 'ENODATA');
    },
    async addresses(host) {
      asked.push(host);
      return (await addresses.get(host)?.()) ?? failing('ENOTFOUND');
    },
  };
  const options = { domain: DOMAIN, authorities: made.authorities, attemptTimeout: 800, lookupTimeout: 300, random: () => 0, ...over };
  const who = { domain: options.domain, address: `a@${options.domain}`, authorities: made.authorities, clock: systemClock };
  type Won = Greeted & { readonly port: number };
  const drop = ({ wire }: Won) => wire.drop(new StreamFailure('lost', 'test'));
  const began = performance.now();
  let tried: readonly Attempt[] = [];
  const outcome = await reach<Won>(
    { resolver, ...options },
    {
      greet: async (reached, stop) => ({ ...(await greet(reached, who, stop)), port: reached.port }),
      discard: drop,
    },
  ).then(
    (won) => {
      drop(won);
      return peers.findIndex((peer) => peer?.port === won.port);
    },
    (error: { kind?: string; tried?: readonly Attempt[] }) => {
      tried = error.tried ?? [];
      return error.kind ?? String(error);
    },
  );
  return { outcome, tried, took: performance.now() - began, came: peers.map((peer) => peer?.came() ?? 0), asked };
}

const cases: Record<string, Case> = {
  'STARTTLS alone': { xmpp: [['plain']], ends: 0 },
  'direct TLS alone': { xmpps: [['direct']], ends: 0 },
  'direct TLS of better priority': { xmpps: [['direct', 1]], xmpp: [['plain', 5]], ends: 0, untouched: [1] },
  'STARTTLS of better priority': { xmpps: [['direct', 5]], xmpp: [['plain', 1]], ends: 1, untouched: [0] },
  'no direct TLS': { xmpps: [['root']], xmpp: [['plain']], ends: 1 },
  'no STARTTLS service': { xmpps: [['direct']], xmpp: [['root']], ends: 0 },
  'no service at all': { xmpps: [['root']], xmpp: [['root']], ends: 'not-xmpp' },
  'no plain service': { xmpp: [['root']], ends: 'not-xmpp' },
  'no direct TLS, and nothing said about the rest': { xmpps: [['root']], ends: 'not-xmpp' },
  'one question unanswered': { xmpps: 'hangs', xmpp: [['plain']], ends: 0 },
  'one question failed': { xmpps: [['direct']], xmpp: 'fails', ends: 0 },
  'a target without address': { xmpp: [['no address'], ['plain', 0, 1]], ends: 1 },
  'a target whose DNS hangs': { xmpp: [['slow DNS'], ['plain', 0, 1]], ends: 1 },
  'a better target whose DNS hangs': {
    xmpp: [
      ['slow DNS', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target that refuses': {
    xmpp: [
      ['nobody', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target that swallows': {
    xmpp: [
      ['black hole', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'one of equals that swallows': { xmpp: [['black hole'], ['plain', 0, 1]], ends: 1 },
  'a target that says nothing': {
    xmpp: [
      ['silence', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'one of equals that says nothing': { xmpp: [['silence'], ['plain', 0, 1]], ends: 1 },
  'a target that hangs up': {
    xmpp: [
      ['hangup', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target without STARTTLS': {
    xmpp: [
      ['no STARTTLS', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target that refuses STARTTLS': {
    xmpp: [
      ['STARTTLS refused', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target of the wrong name': {
    xmpp: [
      ['wrong certificate', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a direct target of the wrong name': { xmpps: [['wrong certificate, direct', 1]], xmpp: [['plain', 2]], ends: 1 },
  'a target without features inside TLS': {
    xmpp: [
      ['no features inside TLS', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target that does not know the domain': {
    xmpp: [
      ['unknown domain', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target being shut down': {
    xmpp: [
      ['shutdown', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a target from before 1.0': {
    xmpp: [
      ['before 1.0', 1],
      ['plain', 2],
    ],
    ends: 1,
  },
  'a web server for direct TLS': { xmpps: [['web', 1]], xmpp: [['plain', 2]], ends: 1 },
  'a web server for STARTTLS': { xmpps: [['direct', 2]], xmpp: [['web', 1]], ends: 0 },
  'everything wrong but the last': {
    xmpps: [
      ['nobody', 1],
      ['wrong certificate, direct', 2],
      ['direct', 9],
    ],
    xmpp: [
      ['silence', 3],
      ['no STARTTLS', 4],
      ['no address', 5],
    ],
    ends: 2,
  },
  'a group is exhausted before the next begins': {
    xmpp: [
      ['nobody', 1],
      ['plain', 1],
      ['plain', 2],
    ],
    ends: 1,
    untouched: [2],
  },
  'weights within a group': {
    xmpp: [
      ['plain', 0, 100],
      ['plain', 0, 0],
    ],
    ends: 1,
    untouched: [0],
  },
  'only a certificate of the target': {
    xmpp: [
      ['wrong certificate', 1],
      ['nobody', 2],
    ],
    ends: 'bad-certificate',
  },
  'a wrong name outweighs a missing STARTTLS': {
    xmpp: [
      ['no STARTTLS', 1],
      ['wrong certificate', 2],
    ],
    ends: 'bad-certificate',
  },
  'a missing STARTTLS outweighs silence': {
    xmpp: [
      ['no STARTTLS', 1],
      ['silence', 2],
    ],
    ends: 'no-encryption',
  },
  'only one from before 1.0': {
    xmpp: [
      ['before 1.0', 1],
      ['nobody', 2],
    ],
    ends: 'too-old',
  },
  'only one that does not know the domain': { xmpp: [['unknown domain']], ends: 'unknown-host' },
  'only a web server': { xmpp: [['web']], ends: 'not-xmpp' },
  'only silence': { xmpp: [['silence']], ends: 'timeout' },
  'only black holes': { xmpps: [['black hole', 1]], xmpp: [['black hole', 2]], ends: 'timeout' },
  'only refusals': { xmpps: [['nobody']], xmpp: [['nobody', 1]], ends: 'refused' },
  'only targets without address': { xmpp: [['no address'], ['no address', 1]], ends: 'unknown-host' },
};

describe('finding a server', () => {
  it.each(Object.entries(cases))('%s', async (_, each) => {
    const { outcome, took, came, asked } = await run(each);
    expect(outcome).toBe(each.ends);
    expect((each.untouched ?? []).map((index) => came[index])).toEqual((each.untouched ?? []).map(() => 0));
    // With SRV records the domain itself is nobody to ask (RFC 6120 3.2.1, XEP-0368 3), except for its host-meta when all else has failed.
    expect(asked.filter((host) => host === DOMAIN)).toHaveLength(typeof each.ends === 'number' ? 0 : 2);
    // A hundredth of the limits people have is a matter of seconds: each attempt has 0.8 s here, all together 2.4.
    expect(took).toBeLessThan(4000);
  });

  it('tells what became of all that was tried, and of one alone only why', async () => {
    const both = await run({ xmpp: [['nobody']], xmpps: [['wrong certificate, direct', 1]], ends: 'bad-certificate' });
    expect(both.outcome).toBe('bad-certificate');
    expect(both.tried.map(({ how, failure }) => [how, failure])).toEqual([
      ['asked', 'refused'],
      ['at-once', 'bad-certificate'],
    ]);
    expect(both.tried.every(({ host, port }) => host !== '' && port > 0)).toBe(true);
    expect((await run({ xmpp: [['nobody']], ends: 'refused' })).tried).toEqual([]);
  });

  it('guesses direct TLS where nothing was announced, and does not take what else is there for an answer', async () => {
    // Port 5222 may be taken on every address of a developer's machine; whoever is there does not know the domain.
    const own = `127.${1 + (process.pid % 200)}.77.9`;
    const resolver: Resolver = {
      srv: () => failing('ENODATA'),
      addresses: async (host) => (host === DOMAIN ? [{ address: own, family: 4 }] : failing('ENOTFOUND')),
    };
    const guessed = await listen(behaviours.direct, own, 5223);
    expect((await run({ ends: 0 }, { resolver })).outcome).toBe(-1);
    expect(guessed.came()).toBe(1);
    const { server, sockets } = listening.pop() ?? { sockets: [] };
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server?.close(done));
    const wrong = await listen(behaviours['wrong certificate, direct'], own, 5223);
    const { outcome } = await run({ ends: 0 }, { resolver });
    expect(wrong.came()).toBe(1);
    expect(outcome).toSatisfy((kind) => kind === 'refused' || kind === 'unknown-host');
  });

  it('tries the next address at once after a refusal, and none while one is answering slowly', async () => {
    const slowly: Behaviour = (socket) => void setTimeout(() => behaviours.plain(socket), 600);
    const { port, came } = await listen(slowly);
    const other = await listen(behaviours.plain, '127.0.0.2', port);
    const resolver: Resolver = {
      srv: async (name) => (name.startsWith('_xmpp-') ? [{ name: 'host.example', port, priority: 0, weight: 0 }] : []),
      // Of these only the last two take connections.
      addresses: async () => ['127.0.0.3', '127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 })),
    };
    const { took } = await run({ ends: 0 }, { resolver, attemptTimeout: 5000 });
    expect([came(), other.came()]).toEqual([1, 0]);
    expect(took).toBeGreaterThan(600);
  });

  it('names an international domain in its ASCII form to everybody', async () => {
    const asked: string[] = [];
    const heard: string[] = [];
    const { port } = await listen((socket) => {
      socket.once('data', (data) => heard.push(String(data)));
      behaviours.plain(socket);
    });
    const resolver: Resolver = {
      srv: async (name) => {
        asked.push(name);
        return name.startsWith('_xmpp-') ? [{ name: '127.0.0.1', port, priority: 0, weight: 0 }] : [];
      },
      addresses: never,
    };
    expect((await run({ ends: 0 }, { resolver, domain: 'münchen.example' })).outcome).toBe(-1);
    expect(asked.toSorted()).toEqual(['_xmpp-client._tcp.xn--mnchen-3ya.example', '_xmpps-client._tcp.xn--mnchen-3ya.example']);
    // The stream is addressed as the account is written (RFC 7622 3.2.1: U-labels).
    expect(heard[0]).toContain('to="münchen.example"');
  });
});
