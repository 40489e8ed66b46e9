// Kith's client against the scripted server, with all it depends on in the test's hand: time, the disk, the server and its certificate.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Client, type ClientOptions, makeClient } from '../../electron/xmpp/client.ts';
import type { Element } from '../../electron/xmpp/core/xml.ts';
import type { IncomingMessage } from '../../electron/xmpp/message.ts';
import type { Connection } from '../../shared/account.ts';
import type { Discovery } from '../../shared/discovery.ts';
import { type Authority, type IssuedCertificate, makeAuthority, trusting } from './certificates.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { type ScriptedConnection, type ScriptedServer, startScriptedServer } from './server.ts';
import type { LoginOptions } from './server-login.ts';

export interface Subject {
  readonly client: Client;
  readonly server: ScriptedServer;
  readonly clock: FakeClock;
  /** What the connection has been through. */
  readonly states: Connection['state'][];
  /** Messages that were committed; `fails` makes the next commits fail, and what they brought is gone again. */
  readonly disk: {
    readonly messages: IncomingMessage[];
    fails: boolean;
    commits: number;
    readonly stalls: unknown[];
    readonly capabilities: Map<string, Discovery>;
  };
  /** Stanzas whose handling threw. */
  readonly spoilt: Element[];
  /** Resolves as soon as the connection is in this state. */
  state<S extends Connection['state']>(name: S): Promise<Extract<Connection, { state: S }>>;
  /** Waits for the back-off, and lets it pass; resolves with its ms. */
  backOff(): Promise<number>;
  /** Lets the server take the next connection and sign the client in, from the first byte to 'online'. */
  signedIn(options?: Partial<LoginOptions>): Promise<ScriptedConnection>;
  /** Resolves when all that was sent before is handled: the server asks, the client answers in order. */
  handled(connection: ScriptedConnection): Promise<void>;
}

export interface SubjectOptions extends Partial<ClientOptions> {
  readonly directTls?: boolean;
  /** What the server shows with direct TLS; made.certificate unless told. */
  readonly certificate?: IssuedCertificate;
  /** The newest TLS of the server. */
  readonly maxTls?: 'TLSv1.2';
  /** The server asks for a certificate of the client's. */
  readonly requestCertificate?: boolean;
}

/** For what is written without a disk. */
export const atOnce = (keep: () => void): void => keep();

export const PASSWORD = 'correct horse';

/** Call inside describe(): makes the authority once, and after every test stops what it began. */
export function subjects() {
  const made = {} as { dir: string; authority: Authority; certificate: IssuedCertificate };
  const running: { client: Client; server: ScriptedServer; clock: FakeClock }[] = [];

  beforeAll(async () => {
    made.dir = mkdtempSync(join(tmpdir(), 'kith-client-'));
    made.authority = await makeAuthority(made.dir);
    made.certificate = await made.authority.issue({ names: ['kith.test'] });
  });
  afterAll(() => rmSync(made.dir, { recursive: true, force: true }));
  afterEach(async () => {
    for (const { client, server, clock } of running.splice(0)) {
      const stopped = client.stream.stop();
      clock.advance(2000);
      await stopped;
      await server.close();
    }
  });

  return {
    made,
    async subject({
      directTls = false,
      certificate = made.certificate,
      maxTls,
      requestCertificate = false,
      ...options
    }: SubjectOptions = {}): Promise<Subject> {
      const server = await startScriptedServer({
        ...(directTls ? { directTls: certificate } : {}),
        ...(maxTls === undefined ? {} : { maxTls }),
        requestCertificate,
      });
      const clock = fakeClock();
      const disk: Subject['disk'] = { messages: [], fails: false, commits: 0, stalls: [], capabilities: new Map() };
      const spoilt: Element[] = [];
      const states: Connection['state'][] = [];
      const service = directTls ? '_xmpps-client._tcp.kith.test' : '_xmpp-client._tcp.kith.test';
      const client = makeClient({
        address: 'alice@kith.test',
        password: async () => PASSWORD,
        resource: 'kith.1',
        authorities: trusting(made.authority.caFile),
        resolver: {
          srv: async (name) => (name === service ? [{ name: server.host, port: server.port, priority: 0, weight: 0 }] : []),
          addresses: async () => [],
        },
        clock,
        about: { version: '1.2.3', tellsVersion: () => true, tellsTime: () => true },
        caps: {
          seenBy: () => true,
          cache: { find: (key) => disk.capabilities.get(key), keep: (key, info) => disk.capabilities.set(key, info) },
        },
        random: () => 0.5,
        commit(work) {
          const before = disk.messages.length;
          try {
            work();
            if (disk.fails) throw new Error('the disk is full');
            disk.commits++;
          } catch (error) {
            disk.messages.length = before;
            throw error;
          }
        },
        guard(stanza, work) {
          try {
            work();
          } catch {
            spoilt.push(stanza);
          }
        },
        stalled: (error) => disk.stalls.push(error),
        ...options,
      });
      client.stream.changed.on(({ state }) => states.push(state));
      client.messages.received.on((message) => disk.messages.push(message));
      running.push({ client, server, clock });
      const subject: Subject = {
        client,
        server,
        clock,
        states,
        disk,
        spoilt,
        state: (name) =>
          new Promise((resolve) => {
            const look = (connection: Connection): void => {
              if (connection.state !== name) return;
              unsubscribe();
              resolve(connection as Extract<Connection, { state: typeof name }>);
            };
            const unsubscribe = client.stream.changed.on(look);
            look(client.stream.connection);
          }),
        async backOff() {
          const wait = (await subject.state('waiting')).retryAt - clock.now();
          clock.advance(wait);
          return wait;
        },
        async signedIn(login = {}) {
          client.stream.start();
          const connection = await server.connection();
          const certificate = directTls ? {} : { certificate: made.certificate };
          await connection.login({ ...certificate, password: PASSWORD, streamManagement: true, ...login });
          await subject.state('online');
          return connection;
        },
        async handled(connection) {
          const id = `handled-${Math.random()}`;
          await connection.send(`<iq type='get' id='${id}' from='kith.test'><ping xmlns='urn:xmpp:ping'/></iq>`);
          await connection.expect(new RegExp(`<iq type="result" id="${id.replace('.', '\\.')}"[^>]*>`));
        },
      };
      return subject;
    },
  };
}
