// How far the person has read, told to the other side (XEP-0333): only who asked, who may know, and while the person wants that; and to the
// account's own devices (XEP-0490): always, where nobody else can see it. What was read without a connection is told after the next sign-in.
import type { Settings } from '../../shared/settings.ts';
import type { ConversationStore } from '../archive/conversations.ts';
import type { Client } from '../xmpp/client.ts';
import type { Displayed } from '../xmpp/xep/0490-displayed.ts';
import type { Announcer } from './announce.ts';
import type { Conversations } from './conversations.ts';

export interface ReadState {
  attach(account: string, client: Client): void;
  /** What the account's server can do. `private`: it keeps private what is to be private (XEP-0060 7.1.5). */
  allow(account: string, isPrivate: boolean): void;
  /** The account is settled in: what was read meanwhile, here and elsewhere, is told. */
  settle(account: string): void;
  /** More was read in this conversation. */
  tell(conversation: string): void;
}

export interface ReadStateOptions {
  readonly store: Pick<ConversationStore, 'untold' | 'tell' | 'unsynced' | 'toSync' | 'synced' | 'positionOf'>;
  readonly conversations: Pick<Conversations, 'byId' | 'known' | 'mayKnow' | 'markRead'>;
  readonly settings: () => Pick<Settings, 'sendRead'>;
  readonly announcer: Pick<Announcer, 'batch'>;
  readonly warn: (what: string, error: unknown) => void;
}

export function makeReadState({ store, conversations, settings, announcer, warn }: ReadStateOptions): ReadState {
  const clients = new Map<string, Client>();
  /** Accounts whose server keeps it private. */
  const allowed = new Set<string>();

  const online = (account: string): Client | undefined => {
    const client = clients.get(account);
    return client?.stream.connection.state === 'online' ? client : undefined;
  };

  function tellOther(id: string): void {
    const conversation = conversations.byId(id);
    if (conversation === undefined) return;
    const { account, address } = conversation;
    const client = online(account);
    // What was read while nobody was to know it stays untold for good.
    const wanted = settings().sendRead && conversations.mayKnow(account, address);
    if (wanted && client === undefined) return;
    const stanzaId = announcer.batch(() => store.tell(id));
    if (wanted && stanzaId !== undefined) client?.markers.tell(address, stanzaId);
  }

  function sync(id: string): void {
    const conversation = conversations.byId(id);
    const client = conversation === undefined || !allowed.has(conversation.account) ? undefined : online(conversation.account);
    const archiveId = client === undefined ? undefined : store.toSync(id);
    if (conversation === undefined || client === undefined || archiveId === undefined) return;
    client.displayed
      .publish({ chat: conversation.address, archiveId })
      .then(() => announcer.batch(() => store.synced(id, archiveId)))
      .catch((error: unknown) => warn('the other devices were not told what was read', error));
  }

  /** Read on another device: only forward (4.1), and only to a message that is here in that chat. */
  function heard(account: string, { chat, archiveId }: Displayed): void {
    const id = conversations.known(account, chat);
    const conversation = id === undefined ? undefined : conversations.byId(id);
    const position = id === undefined ? undefined : store.positionOf(id, archiveId);
    if (conversation === undefined || position === undefined || position <= conversation.readUpTo) return;
    announcer.batch(() => {
      conversations.markRead(conversation.id, position);
      // That device has told the other side, if anybody was to be told.
      store.tell(conversation.id);
      store.synced(conversation.id, archiveId);
    });
  }

  return {
    attach(account, client) {
      clients.set(account, client);
      client.displayed.changed.on((displayed) => {
        for (const each of displayed) heard(account, each);
      });
      client.session.began.on(() => allowed.delete(account));
    },
    allow(account, isPrivate) {
      if (isPrivate) allowed.add(account);
    },
    settle(account) {
      store.untold(account).forEach(tellOther);
      const client = online(account);
      if (client === undefined || !allowed.has(account)) return;
      client.displayed
        .all()
        .then((all) => {
          for (const each of all) heard(account, each);
          store.unsynced(account).forEach(sync);
        })
        .catch((error: unknown) => warn('what was read on other devices is not known', error));
    },
    tell(id) {
      tellOther(id);
      sync(id);
    },
  };
}
