// Whom the person keeps away: the server's list as it was said last, and changing it. What a blocked person sent earlier stays. Where the server
// knows nothing better it is a privacy list (XEP-0016), and then only that.
import { type Blocking, blockedBy, type Report } from '../../shared/blocking.ts';
import { AppFailure } from '../../shared/errors.ts';
import { bareJid, domainOf, formatJid, parseJid } from '../../shared/jid.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { BlockedStore } from '../archive/blocking.ts';
import type { Client } from '../xmpp/client.ts';
import { type BlockChange, NS } from '../xmpp/xep/0191-blocking.ts';
import type { Announcer } from './announce.ts';
import { answered } from './refusals.ts';

export interface Blocks {
  /** After the commit. */
  readonly changed: Signal<Blocking>;
  of(account: string): Blocking;
  /** A person or server, by bare address, or the whole server they are at. */
  has(account: string, address: string): boolean;
  attach(account: string, client: Client): void;
  forget(account: string): void;
  /** After signing in, once it is known what the server can do. */
  refresh(account: string, client: Client, features: readonly string[]): Promise<void>;
  /** An address of a person or of a whole server, as typed. Throws AppFailure: 'invalid-address', 'own-address', 'lost', 'server-refused'. */
  block(account: string, address: string, report: Report | null): Promise<void>;
  /** Takes these off the list. Throws AppFailure. */
  unblock(account: string, addresses: readonly string[]): Promise<void>;
}

/** As many messages go along with a report. */
const REPORTED = 10;

export interface BlocksOptions {
  readonly store: BlockedStore;
  /** What the account's server is known to offer. */
  readonly offered: (account: string) => Blocking['offered'];
  /** Its server knows nothing better than privacy lists. */
  readonly byLists: (account: string) => boolean;
  readonly announcer: Announcer;
  /** Of what the person writes to the operator: a language tag. */
  readonly language: () => string;
  readonly clean: (text: string) => string;
  readonly warn: (what: string, error: unknown) => void;
}

export function makeBlocks({ store, offered, byLists, announcer, language, clean, warn }: BlocksOptions): Blocks {
  const changed = signal<Blocking>();
  const clients = new Map<string, Client>();
  const lists = new Map<string, readonly string[]>();

  function listOf(account: string): readonly string[] {
    const known = lists.get(account);
    if (known !== undefined) return known;
    const stored = store.list(account);
    lists.set(account, stored);
    return stored;
  }

  const of = (account: string): Blocking => ({ id: account, offered: offered(account), addresses: listOf(account) });

  function keep(account: string, work: () => void): void {
    announcer.batch(() => {
      work();
      lists.delete(account);
      announcer.later(() => changed.emit(of(account)));
    });
  }

  function apply(account: string, { what, addresses }: BlockChange): void {
    keep(account, () => {
      if (addresses === 'everybody') store.replace(account, []);
      else if (what === 'block') store.add(account, addresses);
      else store.remove(account, addresses);
    });
  }

  function online(account: string): Client {
    const client = clients.get(account);
    if (client === undefined) throw new AppFailure('not-found');
    if (client.stream.connection.state !== 'online') throw new AppFailure('lost', 'not connected');
    return client;
  }

  async function reread(account: string, client: Client): Promise<void> {
    const addresses = await client.privacy.fetch();
    keep(account, () => store.replace(account, addresses));
  }

  async function tell(client: Client, account: string, address: string, report: Report | null): Promise<void> {
    const text = clean(report?.text ?? '').trim();
    const messages = report === null ? [] : store.newestFrom(account, address, REPORTED);
    const written = report === null ? undefined : { reason: report.reason, text, messages, by: client.address, language: language() };
    await answered(client.blocking.block(address, written));
  }

  return {
    changed,
    of,
    has: (account, address) => blockedBy(listOf(account), address).length > 0,
    attach(account, client) {
      clients.set(account, client);
      client.blocking.pushed.on((change) => apply(account, change));
      client.privacy.changed.on(() => {
        if (byLists(account)) reread(account, client).catch((error: unknown) => warn('whom the server keeps away was not read', error));
      });
    },
    forget(account) {
      clients.delete(account);
      lists.delete(account);
    },
    async refresh(account, client, features) {
      if (byLists(account)) return reread(account, client);
      const addresses = features.includes(NS) ? await client.blocking.fetch() : [];
      keep(account, () => store.replace(account, addresses));
    },
    async block(account, typed, report) {
      const jid = parseJid(typed.trim().replace(/^(?:xmpp:|@)/i, ''));
      if (jid === undefined) throw new AppFailure('invalid-address');
      const client = online(account);
      const address = formatJid(jid);
      // Without the own server nothing would come any more.
      if (bareJid(address) === client.address || address === domainOf(client.address)) throw new AppFailure('own-address');
      if (byLists(account)) await answered(client.privacy.block(address));
      else await tell(client, account, address, report);
      // The server also pushes it, which changes nothing any more.
      apply(account, { what: 'block', addresses: [address] });
    },
    async unblock(account, addresses) {
      const listed = addresses.filter((each) => listOf(account).includes(each));
      if (listed.length === 0) return;
      const client = online(account);
      await answered(byLists(account) ? client.privacy.unblock(listed) : client.blocking.unblock(listed));
      apply(account, { what: 'unblock', addresses: listed });
    },
  };
}
