// The accounts and their connections: signing in, what happens in which order after it, and how each connection stands.
import { randomUUID } from 'node:crypto';
import type { Account, KnownAccount, Security, SignIn } from '../../shared/account.ts';
import type { Clock } from '../../shared/clock.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { ServerReport } from '../../shared/server.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { AccountStore } from '../archive/accounts.ts';
import type { Removal } from '../archive/removal.ts';
import type { SessionStore } from '../archive/sessions.ts';
import { type Client, type ClientOptions, makeClient } from '../xmpp/client.ts';
import { type AccountChoices, makeAccountChoices } from './account-choices.ts';
import { accountRows } from './account-rows.ts';
import type { Announcer } from './announce.ts';
import { type AccountSecrets, makeDevice } from './device.ts';
import { firstConnection } from './first-connection.ts';
import { makeFollowing, type Services } from './following.ts';
import { makeGuests } from './guests.ts';
import { type KnownStore, remembering } from './known-accounts.ts';
import { type CertificateFiles, givenProof, keptProof, type Proof } from './proof.ts';
import { makeProxies, type Proxies } from './proxies.ts';
import { makeServerTrust, type ServerTrust } from './server-trust.ts';
import { judge, learn, marksOf } from './sign-in-marks.ts';
import { accountFor, addressOf } from './sign-in-request.ts';

export interface AccountsOptions {
  readonly store: AccountStore;
  readonly sessions: SessionStore;
  readonly removal: Pick<Removal, 'account'>;
  readonly known: KnownStore;
  readonly secrets: AccountSecrets;
  readonly certificateFiles: CertificateFiles;
  readonly services: Services;
  /** Accounts that are signed in or being signed in: of others nothing is shown. Kept here, read by others. */
  readonly here: Set<string>;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly random: () => number;
  readonly authorities: ClientOptions['authorities'];
  readonly parts: (account: KnownAccount) => Pick<ClientOptions, 'guard' | 'about' | 'caps'>;
  readonly stalled: (error: unknown) => void;
  readonly warn: (what: string, error: unknown) => void;
}

export interface Accounts extends AccountChoices, Pick<ServerTrust, 'trust' | 'distrust'>, Pick<Proxies, 'setProxy' | 'networkOf'> {
  readonly changed: Signal<readonly Account[]>;
  /** Ids of accounts that were signed out. */
  readonly removed: Signal<readonly string[]>;
  list(): readonly Account[];
  /** Connects every known account that is not switched off. */
  start(): void;
  signIn(request: SignIn): Promise<Account>;
  /** Ends the stream and forgets the password; without `keep` also everything stored for the account. Throws AppFailure 'not-found'. */
  signOut(id: string, keep: boolean): Promise<void>;
  /** First these, in this order. */
  reorder(ids: readonly string[]): void;
  reconnect(id: string): void;
  /** See Stream.wake. */
  wake(): void;
  security(id: string): Security | null;
  /** What its server can do, as far as known. */
  serverReport(id: string): ServerReport | null;
  /** Asks it. Throws AppFailure. */
  checkServer(id: string): Promise<ServerReport>;
  /** See OwnPresenceRoad.setIdle: tells every account. */
  setIdle(since: number | undefined): void;
  client(id: string): Client | undefined;
  /** The archive can be written again. */
  retry(): void;
  stop(): Promise<void>;
  /** Nothing of a guest is left; after stop(). */
  seeOffGuests(): void;
}

export function makeAccounts(options: AccountsOptions): Accounts {
  const { store, sessions, removal, known, secrets, announcer, clock, here, warn } = options;
  const { attention, contacts, blocks, conversations, history, ownPresence, servers, outages, people } = options.services;
  const follow = makeFollowing(options);
  const removed = signal<readonly string[]>();
  const running = new Map<string, { readonly account: KnownAccount; readonly client: Client }>();
  const { isKnown, remember, reorder } = remembering(known);
  const { changed, byId, draw, all } = accountRows({ known, stream: (id) => running.get(id)?.client.stream, ...options.services });
  const serverTrust = makeServerTrust({ running: (id) => running.get(id), change, connect, clock });
  const proxies = makeProxies({ secrets, running: (id) => running.get(id), change, connect });
  const choices = makeAccountChoices({ client: (id) => (isKnown(id) ? running.get(id)?.client : undefined), change, connect });
  const guests = makeGuests({ store, forget: proxies.forget });

  function run(account: KnownAccount, proof: Proof = keptProof(account, secrets)): Client {
    const client = makeClient({
      address: account.address,
      ...proof,
      marks: () => marksOf(running.get(account.id)?.account ?? account),
      ...(account.guest === true
        ? { guest: true }
        : { device: makeDevice({ account: account.id, secrets, readsArchive: () => !history.isNew(account.id), warn }) }),
      resource: `kith.${randomUUID().slice(0, 8)}`,
      ...(account.server === undefined ? {} : { server: account.server }),
      ...(account.port === undefined ? {} : { port: account.port }),
      network: () => proxies.network(running.get(account.id)?.account ?? account),
      authorities: options.authorities,
      pin: () => running.get(account.id)?.account.trusted?.fingerprint,
      clock,
      random: options.random,
      keeper: sessions.keeper(account.id),
      commit: (work) => announcer.batch(work),
      ...options.parts(account),
      stalled: options.stalled,
    });
    running.set(account.id, { account, client });
    here.add(account.id);
    follow(account.id, client, () => running.get(account.id)?.client === client);
    client.stream.online.on(({ signedIn, jid }) => change(account.id, client, (before) => learn(guests.named(before, jid), signedIn)));
    serverTrust.follow(account.id, client);
    // An account that is only being tried is nobody's yet: its failure belongs to the sign-in form.
    client.stream.changed.on(() => {
      const now = running.get(account.id);
      if (now?.client === client && isKnown(account.id)) changed.emit([draw(now.account)]);
    });
    return client;
  }

  /** Only one that is switched on. */
  function connect(id: string): void {
    const entry = running.get(id);
    if (entry !== undefined && entry.account.off !== true) entry.client.stream.now();
  }

  /** What is known of an account changed; of one that is only being tried nothing is kept yet. */
  function change(id: string, client: Client, to: (before: KnownAccount) => KnownAccount): void {
    const current = running.get(id);
    if (current?.client !== client) return;
    const account = to(current.account);
    if (account === current.account) return;
    running.set(id, { account, client });
    if (!isKnown(id)) return;
    remember(account);
    changed.emit([draw(account)]);
  }

  /** Nothing of the account is shown any more. */
  function leave(id: string): void {
    running.delete(id);
    here.delete(id);
    history.lost(id);
    outages.forget(id);
    ownPresence.forget(id);
    attention.forget(id);
    contacts.forget(id);
    people.forget(id);
    blocks.forget(id);
    conversations.announceAll(id);
  }

  /** What was stored for it shows again, or no longer. */
  function announceAll(id: string): void {
    contacts.announceAll(id);
    conversations.announceAll(id);
  }

  return {
    changed,
    removed,
    list: all,
    client: (id) => running.get(id)?.client,
    start() {
      for (const account of known.list())
        try {
          if (!store.list().some((row) => row.id === account.id)) store.add(account.id, account.address);
          run(account);
          connect(account.id);
        } catch (error) {
          // One that cannot be begun with keeps no other one from it.
          warn('an account was not started', error);
        }
    },
    async signIn(request) {
      const address = addressOf(request);
      const earlier = known.list().find((each) => each.address === address);
      const stored = store.list().find((row) => row.address === address);
      const proof = givenProof(request, secrets, options.certificateFiles);
      const account = accountFor(request, proof.name, earlier ?? { id: stored?.id ?? randomUUID(), address }, clock.now());
      await running.get(account.id)?.client.stream.stop();
      if (stored === undefined) store.add(account.id, address, request.guest);
      proxies.attempt(account.id, request.proxyPassword);
      // It is this proof that is to be tried.
      secrets.forget('tokens', account.id);
      const client = run(account, proof);
      const failure = await firstConnection(client);
      if (failure !== undefined) {
        await client.stream.stop();
        proxies.attempt(account.id, undefined);
        running.delete(account.id);
        if (earlier === undefined) leave(account.id);
        if (stored === undefined) store.remove(account.id);
        if (earlier !== undefined) {
          run(earlier);
          connect(earlier.id);
        }
        throw failure;
      }
      await Promise.all([proof.keep(account.id), proxies.keep(account, request.proxyPassword)]);
      remember(running.get(account.id)?.account ?? account);
      const now = byId(account.id) ?? account;
      running.set(now.id, { account: now, client });
      changed.emit([draw(now)]);
      announceAll(now.id);
      return draw(now);
    },
    async signOut(id, keep) {
      const account = byId(id);
      if (account === undefined) throw new AppFailure('not-found');
      const client = running.get(id)?.client;
      running.delete(id);
      await client?.stream.stop();
      try {
        // The rows first: cut off in between, the account is still there to be signed out of again.
        if (!keep || account.guest === true)
          announcer.batch(() => {
            conversations.announceAll(id);
            removal.account(id);
          });
        known.save(known.list().filter((each) => each.id !== id));
      } catch (error) {
        run(account);
        connect(id);
        throw error;
      }
      leave(id);
      removed.emit([id]);
      if (known.list().length > 0) changed.emit(all());
      // What that takes is read before it is forgotten here; without a connection the token stays good at the server until it ends.
      const way = proxies.lastWay(account);
      client
        ?.retire({ network: () => way, pin: () => account.trusted?.fingerprint })
        .catch((error: unknown) => warn('the token was not made void', error));
      for (const kind of ['passwords', 'tokens', 'certificates'] as const) secrets.forget(kind, id);
      proxies.forget(id);
    },
    trust: serverTrust.trust,
    distrust: serverTrust.distrust,
    serverReport(id) {
      const account = byId(id);
      return account === undefined ? null : servers.report(id, account.address);
    },
    checkServer: (id) => servers.check(id, running.get(id)?.client),
    security(id) {
      const found = running.get(id);
      const security = found?.client.stream.security;
      return found === undefined || security === undefined ? null : judge(found.account, security);
    },
    setProxy: proxies.setProxy,
    networkOf: proxies.networkOf,
    setIdle: ownPresence.setIdle,
    ...choices,
    reorder(ids) {
      reorder(ids);
      changed.emit(all());
    },
    reconnect: connect,
    wake() {
      for (const { client } of running.values()) {
        const { state } = client.stream.connection;
        if (state !== 'stopped' && state !== 'offline') client.stream.now();
      }
    },
    retry() {
      for (const { client } of running.values()) client.retry();
    },
    async stop() {
      const all = [...running.values()];
      running.clear();
      for (const { id } of known.list()) outages.forget(id);
      await Promise.all(all.map(({ client }) => client.stream.stop()));
    },
    seeOffGuests: guests.end,
  };
}
