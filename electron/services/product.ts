// Everything that lives on one open archive, assembled once. No Electron here: tests make a product over a temporary folder.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { Mention } from '../../shared/mention.ts';
import type { Message, Refusal } from '../../shared/message.ts';
import type { Settings } from '../../shared/settings.ts';
import { signal } from '../../shared/signal.ts';
import { makeAccounts as makeAccountStore } from '../archive/accounts.ts';
import { makeBlocked } from '../archive/blocking.ts';
import { makeCapabilities } from '../archive/capabilities.ts';
import { makeContacts as makeContactStore } from '../archive/contacts.ts';
import { makeConversations as makeConversationStore } from '../archive/conversations.ts';
import type { Archive } from '../archive/database.ts';
import { makeDiscoveries } from '../archive/discoveries.ts';
import { makeForgotten } from '../archive/forgotten.ts';
import { makeMessages as makeMessageStore } from '../archive/messages.ts';
import { makeNotes } from '../archive/notes.ts';
import { makeOutbox as makeOutboxStore } from '../archive/outbox.ts';
import { makeOwnChanges } from '../archive/own-changes.ts';
import { makeRemoval } from '../archive/removal.ts';
import { makeSearch } from '../archive/search.ts';
import { makeSessions } from '../archive/sessions.ts';
import { makeSync } from '../archive/sync.ts';
import { readText } from '../xmpp/core/web.ts';
import { xmlText } from '../xmpp/message.ts';
import { type AccountsOptions, makeAccounts } from './accounts.ts';
import { makeAnnouncer } from './announce.ts';
import { makeArchiving } from './archiving.ts';
import { makeAttention } from './attention.ts';
import { makeBlocks } from './blocking.ts';
import { makeCheckpoints } from './checkpoints.ts';
import { makeContacts } from './contacts.ts';
import { makeConversations } from './conversations.ts';
import { discreet, exceptedFrom, fits, followContacts } from './excepted.ts';
import { makeExports } from './export/exports.ts';
import { makeGuard } from './guarding.ts';
import { withGuests } from './guests.ts';
import { makeHistory } from './history.ts';
import { makeIncoming } from './incoming.ts';
import { makeLife } from './life.ts';
import { makeLoading } from './loading.ts';
import { makeManaging } from './managing.ts';
import { makeMessages } from './messages.ts';
import { makeOutages } from './outages.ts';
import { makeOutbox } from './outbox.ts';
import { makeOwnPresence, type OwnPresenceOptions } from './own-presence.ts';
import { makePeople } from './people.ts';
import { makeReadState } from './read-state.ts';
import { makeReceipts } from './receipts.ts';
import { makeRequests } from './requests.ts';
import { makeScrub } from './scrub.ts';
import { makeSearchRoad } from './search.ts';
import { makeServers } from './server.ts';
import { makeTyping } from './typing.ts';
import { makeUnread } from './unread.ts';
import { makeWhereabouts } from './whereabouts.ts';

/** What a stream may take to end politely when Kith quits, in ms; whatever happens, the archive is closed then. */
const PATIENCE = 2_000;
/** How long it may take to hear what an operator says about an outage, in ms. */
const OUTAGE_TIME = 10_000;

export type ProductOptions = Pick<
  AccountsOptions,
  'known' | 'secrets' | 'certificateFiles' | 'random' | 'authorities' | 'stalled' | 'warn'
> & {
  readonly archive: Archive;
  readonly version: string;
  readonly clock: Clock;
  readonly presence: OwnPresenceOptions['chosen'];
  readonly settings: () => Settings;
  /** The programs of the threads that export, and that tidy the archive's log. */
  readonly exportWorker: URL;
  readonly checkpointWorker: URL;
};

export function makeProduct(options: ProductOptions) {
  const { archive, clock, warn } = options;
  const announcer = makeAnnouncer((work) => archive.transaction(work));
  const accountStore = makeAccountStore(archive);
  const outboxStore = makeOutboxStore(archive);
  const sessions = makeSessions(archive);
  const ownChanges = makeOwnChanges(archive);
  const refused = signal<Refusal>();
  const guard = makeGuard(archive, warn);

  const removal = makeRemoval(archive);
  const known = withGuests(options.known);
  const here = new Set(known.list().map((account) => account.id));
  const addressOf = (account: string): string => known.list().find((each) => each.id === account)?.address ?? '';
  const servers = makeServers(makeDiscoveries(archive));
  const blocks = makeBlocks({
    store: makeBlocked(archive),
    offered: (account) => servers.blocking(account, addressOf(account)),
    byLists: (account) => servers.byLists(account, addressOf(account)),
    warn,
    announcer,
    language: () => options.settings().language,
    clean: xmlText,
  });
  const people = makePeople({
    archive,
    announcer,
    listed: (account, address) => contacts.find(account, address)?.listed === true,
    client: (account) => accounts.client(account),
    offers: (account, feature) => servers.offers(account, addressOf(account), feature),
    photo: {
      noted: { get: (account) => sessions.note(account, 'photo'), set: (account, hash) => sessions.setNote(account, 'photo', hash) },
      changed: () => ownPresence.repeat(),
    },
    warn,
  });
  const { profiles } = people;
  const contacts = makeContacts({ store: makeContactStore(archive), sessions, announcer, blocked: blocks.has, profiles, clock, warn });
  blocks.changed.on(({ id }) => contacts.dropBlocked(id));
  const conversationStore = makeConversationStore(archive);
  const conversations = makeConversations({ store: conversationStore, removal, contacts, profiles, announcer, clock, here });
  const messageStore = makeMessageStore(archive);
  const incoming = makeIncoming({ clock, conversation: conversations.byId, message: messageStore.byId });
  const messages = makeMessages({
    store: messageStore,
    outbox: outboxStore,
    changes: ownChanges,
    forgotten: makeForgotten(archive),
    refused: (account, kind, address, words) => refused.emit({ account, kind, address, ...(words === undefined ? {} : { words }) }),
    conversations,
    announcer,
    clock,
    arrived: incoming.add,
    newId: randomUUID,
    clean: xmlText,
  });
  const life = makeLife({
    store: ownChanges,
    message: messageStore.byId,
    body: messages.body,
    undecided: (id) => conversations.byId(id)?.request === true,
    address: (account) => accountStore.list().find(({ id }) => id === account)?.address,
    announcer,
    newId: randomUUID,
    clean: xmlText,
  });
  const outbox = makeOutbox({ clock, store: outboxStore, changes: ownChanges, messages, announcer, sees: contacts.sees, warn });
  const attention = makeAttention();
  /** What the person did to a message: in effect already, now on its way when there is a connection. */
  const leave = (message: Message): Message => {
    outbox.flush(message.account);
    return messageStore.byId(message.id) ?? message;
  };
  const ownPresence = makeOwnPresence({
    chosen: options.presence,
    told: { get: (account) => sessions.note(account, 'presence'), set: (account, words) => sessions.setNote(account, 'presence', words) },
    hides: (id) => servers.hides(id, addressOf(id)),
    excepted: (id) => exceptedFrom(contacts.list, id, options.settings()),
    isExcepted: (id, address) => fits(contacts.find(id, address), options.settings()),
    warn,
    clean: xmlText,
  });
  followContacts(announcer, ownPresence);
  const seen = discreet(conversations, ownPresence.isHiddenFrom);
  const readState = makeReadState({ store: conversationStore, conversations: seen, settings: options.settings, announcer, warn });
  const receipts = makeReceipts({ conversations: seen, settings: options.settings, announcer });
  const outages = makeOutages({
    addresses: (id) => servers.outageAddresses(id, addressOf(id)),
    fetch: async (id, address) => {
      const network = accounts.networkOf(id);
      return readText(new URL(address), {
        authorities: (await options.authorities()).all,
        timeout: network?.patience ?? OUTAGE_TIME,
        network,
      });
    },
    language: () => options.settings().language,
    clock,
    random: options.random,
    warn,
  });
  const unread = makeUnread({ conversations, announcer, clock });
  const scrub = makeScrub({ archive, removal, clock, warn });
  const history = makeHistory({ sync: makeSync(archive), messages, announcer, uncertain: outbox.uncertain });

  const capabilities = makeCapabilities(archive);
  const parts: AccountsOptions['parts'] = ({ id, address: own }) => ({
    guard: guard(id),
    about: {
      version: options.version,
      tellsVersion: () => options.settings().tellVersion,
      tellsTime: () => options.settings().tellTime,
      photo: () => people.photos.word(id),
      nickname: () => profiles.row(id, own)?.nickname ?? '',
      tellsTyping: () => options.settings().sendTyping,
    },
    caps: {
      seenBy: (address) => address === own || (contacts.sees(id, address) && !ownPresence.isHiddenFrom(id, address)),
      cache: capabilities,
    },
  });

  const talk = { contacts, blocks, conversations, messages, outbox, history, incoming, readState, receipts };
  const accounts = makeAccounts({
    ...options,
    known,
    store: accountStore,
    sessions,
    removal,
    services: { ...talk, people, ownPresence, servers, outages, attention },
    here,
    announcer,
    parts,
  });

  const exports = makeExports({ archive, worker: options.exportWorker, version: options.version, clock, conversations, addressOf });

  const checkpoints = makeCheckpoints({ archive, program: options.checkpointWorker, clock, warn });

  const managing = makeManaging({ contacts, client: accounts.client, clean: xmlText });

  const requests = makeRequests({
    contacts,
    conversations,
    online: (id) => accounts.client(id)?.stream.connection.state === 'online',
    blocked: blocks.has,
    announcer,
  });

  const typing = makeTyping({ conversations: seen, settings: options.settings, client: accounts.client });
  const whereabouts = makeWhereabouts({ contacts, client: accounts.client, clock });

  return {
    accounts,
    archiving: makeArchiving(accounts.client),
    whereabouts,
    contacts,
    people,
    managing,
    requests,
    notes: makeNotes(archive),
    blocks,
    conversations,
    exports,
    messages,
    outbox,
    announcer,
    ownPresence,
    attention,
    /** What others wrote, after the commit: one per conversation and burst, for notifications. */
    incoming: incoming.incoming,
    search: makeSearchRoad({
      store: makeSearch(archive),
      conversations,
      message: messageStore.byId,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    }),
    history: makeLoading({ history, conversation: conversations.byId, client: accounts.client }),
    /** For badge and tray; what is muted or put away does not count. */
    unreadTotal: unread.total,
    unreadChanged: unread.changed,
    /** Deletes a conversation from this device. */
    remove(conversation: string): void {
      conversations.remove(conversation);
      scrub.start();
    },
    async signOut(account: string, keep: boolean): Promise<void> {
      await accounts.signOut(account, keep);
      if (removal.waiting()) scrub.start();
    },
    /** What the person wrote: stored first, then on its way when there is a connection. */
    send: (conversation: string, text: string, replyTo: string | null = null, mentions: readonly Mention[] = []): Message =>
      typing.wrote(leave(messages.write(conversation, text, replyTo ?? undefined, mentions))),
    forward: (message: string, to: string): Message => leave(messages.forward(message, to)),
    correct: (message: string, text: string, mentions: readonly Mention[] = []): Message => leave(life.correct(message, text, mentions)),
    retract: (message: string): void => void leave(life.retract(message)),
    react: (message: string, emoji: string, on: boolean): void => void leave(life.react(message, emoji, on)),
    revisions: life.revisions,
    deleteHere: life.deleteHere,
    /** What was said about a message came back. */
    refused,
    /** The person has seen everything up to this position; those who want to know are told. */
    markRead(id: string, position: number): void {
      conversations.markRead(id, position);
      readState.tell(id);
    },
    retry: (id: string): void => outbox.flush(messages.retry(id).account),
    typing: typing.tell,
    /** Ends the streams, with patience for a second or two, and puts the archive away. */
    async close() {
      await Promise.race([accounts.stop(), new Promise<void>((resolve) => clock.after(PATIENCE, resolve))]);
      await exports.stop();
      incoming.stop();
      unread.stop();
      scrub.stop();
      accounts.seeOffGuests();
      await checkpoints.stop();
      archive.close();
    },
  };
}

export type Product = ReturnType<typeof makeProduct>;
