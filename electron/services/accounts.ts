// The accounts and their connections: signing in, what happens in which order after it, and how each connection stands.
import { randomUUID } from 'node:crypto';
import type { Account, KnownAccount, SignIn } from '../../shared/account.ts';
import type { Clock } from '../../shared/clock.ts';
import { AppFailure } from '../../shared/errors.ts';
import { parseJid } from '../../shared/jid.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { AccountStore } from '../archive/accounts.ts';
import { type Client, type ClientOptions, makeClient } from '../xmpp/client.ts';
import { StreamFailure } from '../xmpp/core/stream-failure.ts';
import { NS as NS_CARBONS } from '../xmpp/xep/0280-carbons.ts';
import { NS as NS_MAM } from '../xmpp/xep/0313-mam.ts';
import { NS as NS_IDS } from '../xmpp/xep/0359-ids.ts';
import type { Announcer } from './announce.ts';
import type { Contacts } from './contacts.ts';
import type { Conversations } from './conversations.ts';
import type { History } from './history.ts';
import type { Messages } from './messages.ts';
import type { Outbox } from './outbox.ts';

export interface AccountsOptions {
  readonly store: AccountStore;
  readonly known: { list(): readonly KnownAccount[]; save(accounts: readonly KnownAccount[]): void };
  readonly secrets: {
    password(account: string): Promise<string | undefined>;
    setPassword(account: string, password: string): Promise<void>;
  };
  readonly services: { contacts: Contacts; conversations: Conversations; messages: Messages; outbox: Outbox; history: History };
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly random: () => number;
  readonly authorities: readonly string[];
  readonly guard: (account: string) => ClientOptions['guard'];
  readonly stalled: (error: unknown) => void;
  readonly warn: (what: string, error: unknown) => void;
}

export interface Accounts {
  readonly changed: Signal<readonly Account[]>;
  list(): readonly Account[];
  /** Connects every known account. */
  start(): void;
  signIn(request: SignIn): Promise<Account>;
  reconnect(id: string): void;
  client(id: string): Client | undefined;
  /** The archive can be written again. */
  retry(): void;
  stop(): Promise<void>;
}

/** How long presence waits for the archive: who is there should show soon, even behind a long absence. */
const CATCH_UP_FIRST = 3_000;

export function makeAccounts(options: AccountsOptions): Accounts {
  const { store, known, secrets, announcer, clock, warn } = options;
  const { contacts, conversations, messages, outbox, history } = options.services;
  const changed = signal<readonly Account[]>();
  const running = new Map<string, { readonly account: KnownAccount; readonly client: Client }>();

  function draw(account: KnownAccount): Account {
    return { ...account, connection: running.get(account.id)?.client.stream.connection ?? { state: 'offline' } };
  }

  function run(account: KnownAccount, password?: string): Client {
    const client = makeClient({
      address: account.address,
      password: async () => {
        const known = password ?? (await secrets.password(account.id));
        if (known === undefined) throw new StreamFailure('password-missing', 'no password was kept');
        return known;
      },
      resource: `kith.${randomUUID().slice(0, 8)}`,
      ...(account.server === undefined ? {} : { server: account.server }),
      ...(account.port === undefined ? {} : { port: account.port }),
      authorities: options.authorities,
      clock,
      random: options.random,
      commit: (work) => announcer.batch(work),
      guard: options.guard(account.id),
      stalled: options.stalled,
    });
    running.set(account.id, { account, client });
    contacts.load(account.id);
    contacts.attach(account.id, client);
    outbox.attach(account.id, client);
    client.messages.received.on((message) => {
      messages.receive(account.id, message);
      if (message.archiveId !== undefined) history.follow(account.id, message.archiveId);
    });
    client.messages.forged.on(() => warn('a forged carbon was dropped', 'XEP-0280 11'));
    client.session.began.on(() => {
      begin(account.id, client).catch((error: unknown) => warn('what follows signing in did not finish', error));
    });
    client.session.ended.on(() => {
      history.lost(account.id);
      conversations.silence(account.id);
    });
    // An account that is only being tried is nobody's yet: its failure belongs to the sign-in form.
    client.stream.changed.on(() => {
      if (running.get(account.id)?.client === client && known.list().some((each) => each.id === account.id)) changed.emit([draw(account)]);
    });
    return client;
  }

  // Carbons before the archive, so that nothing falls between them; presence after what was missed; own messages once their fate is known.
  async function begin(id: string, client: Client): Promise<void> {
    client.messages.trustArchiveIds(false);
    const [account, server] = await Promise.all([
      features(client, client.address),
      features(client, client.address.slice(client.address.indexOf('@') + 1)),
    ]);
    client.messages.trustArchiveIds(account.has(NS_IDS));
    if (server.has(NS_CARBONS)) await client.carbons.enable().catch((error: unknown) => warn('carbons were refused', error));
    await contacts.refresh(id, client).catch((error: unknown) => warn('the contact list was not read', error));
    // On a new device only the server knows what nobody has read: it delivers what waited, unless the archive is asked first.
    const isNew = history.isNew(id);
    if (isNew) client.presence.announce();
    const caughtUp = account.has(NS_MAM) ? history.catchUp(id, client) : Promise.resolve();
    const done = caughtUp.then(
      () => outbox.settle(id),
      (error: unknown) => warn('the archive on the server was not read', error),
    );
    await Promise.race([done, new Promise<void>((resolve) => clock.after(CATCH_UP_FIRST, resolve))]);
    if (!isNew) client.presence.announce();
    await done;
  }

  async function features(client: Client, of: string): Promise<ReadonlySet<string>> {
    try {
      return await client.disco.features(of);
    } catch (error) {
      warn('the server did not say what it can do', error);
      return new Set();
    }
  }

  function remember(account: KnownAccount): void {
    known.save([...known.list().filter((each) => each.id !== account.id), account]);
  }

  return {
    changed,
    list: () => known.list().map(draw),
    client: (id) => running.get(id)?.client,
    start() {
      for (const account of known.list()) {
        if (!store.list().some((row) => row.id === account.id)) store.add(account.id, account.address);
        run(account).stream.start();
      }
    },
    async signIn(request) {
      const jid = parseJid(request.address.trim());
      if (jid?.local === undefined || jid.resource !== undefined) throw new AppFailure('invalid-address');
      if (request.port !== undefined && !(request.port >= 1 && request.port <= 65535)) throw new AppFailure('invalid-port');
      const address = `${jid.local}@${jid.domain}`;
      const earlier = known.list().find((each) => each.address === address);
      const stored = store.list().find((row) => row.address === address);
      const server = request.server?.trim();
      const account: KnownAccount = {
        id: earlier?.id ?? stored?.id ?? randomUUID(),
        address,
        ...(server ? { server } : {}),
        ...(request.port === undefined ? {} : { port: request.port }),
      };
      await running.get(account.id)?.client.stream.stop();
      if (stored === undefined) store.add(account.id, address);
      const client = run(account, request.password);
      const failure = await firstConnection(client);
      if (failure !== undefined) {
        await client.stream.stop();
        running.delete(account.id);
        if (stored === undefined) store.remove(account.id);
        if (earlier !== undefined) run(earlier).stream.start();
        throw failure;
      }
      await secrets.setPassword(account.id, request.password);
      remember(account);
      changed.emit([draw(account)]);
      return draw(account);
    },
    reconnect: (id) => running.get(id)?.client.stream.now(),
    retry() {
      for (const { client } of running.values()) client.retry();
    },
    async stop() {
      await Promise.all([...running.values()].map(({ client }) => client.stream.stop()));
    },
  };
}

/** Resolves with why the first attempt failed, or undefined once online. */
function firstConnection(client: Client): Promise<AppFailure | undefined> {
  return new Promise((resolve) => {
    const unsubscribe = client.stream.changed.on((connection) => {
      if (connection.state === 'connecting') return;
      unsubscribe();
      if (connection.state === 'online') resolve(undefined);
      else if (connection.state === 'offline') resolve(new AppFailure('lost'));
      else resolve(new AppFailure(connection.failure, connection.detail));
    });
    client.stream.start();
  });
}
