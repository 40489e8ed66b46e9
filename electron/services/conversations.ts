// Conversations as the person sees them: titles, drafts, unread counts, who is typing, what is pinned, muted or put away.
// Order and counts are the archive's; the conversations of an account that was signed out are not there until it comes back.
import type { Clock } from '../../shared/clock.ts';
import type { Conversation, LogPlace } from '../../shared/conversation.ts';
import { AppFailure } from '../../shared/errors.ts';
import { bareJid } from '../../shared/jid.ts';
import type { Mention } from '../../shared/mention.ts';
import type { ConversationRow, ConversationStore, CounterRow } from '../archive/conversations.ts';
import type { Removal } from '../archive/removal.ts';
import type { ChatState } from '../xmpp/xep/0085-chat-states.ts';
import type { Announcer } from './announce.ts';
import { type Contacts, MOST_REQUESTS } from './contacts.ts';
import { mentionsIn } from './mentions.ts';
import type { Profiles } from './profiles.ts';

export interface Conversations {
  /** Of strangers' requests the newest: a flood of them must not fill the window. */
  list(): readonly Conversation[];
  byId(id: string): Conversation | undefined;
  /** Without reading any message. */
  counters(): readonly CounterRow[];
  /** The person wants this conversation: made when there is none, back in the list. `address` as typed; throws AppFailure 'invalid-address'. */
  open(account: string, address: string): Conversation;
  /** The id of the conversation a message belongs to, made when there is none. `address`: a bare JID. */
  at(account: string, address: string): string;
  /** The id of the conversation with this bare JID, if there is one. */
  known(account: string, address: string): string | undefined;
  /** Whether this bare JID may learn that somebody is here: it sees the account's presence, or the person has written to it or accepted it. */
  mayKnow(account: string, address: string): boolean;
  /** `reply`: the message the draft answers. */
  saveDraft(id: string, text: string, reply: string | null, mentions?: readonly Mention[]): void;
  /** Where the log was left; null: at its end. */
  keepPlace(id: string, place: LogPlace | null): void;
  markRead(id: string, position: number): void;
  markUnread(id: string): void;
  pin(id: string, pinned: boolean): void;
  /** `until`: see Conversation.mutedUntil. */
  mute(id: string, until: number): void;
  putAway(id: string, away: boolean): void;
  /** What they call themselves who wrote there; '' for nothing. */
  claim(id: string, name: string): void;
  /** Somebody wrote there: it is back in the list, unless it is muted and others wrote. */
  wake(id: string, direction: 'in' | 'out'): void;
  /** Those among the requests. */
  requests(): readonly string[];
  /** Out of the requests, into the chats. */
  accept(id: string): void;
  /** Out of sight until they write again. */
  decline(id: string): void;
  /** With everything in it, from this device. */
  remove(id: string): void;
  /** Every conversation of the account is announced: it was signed in or out. */
  announceAll(account: string): void;
  /** What the other side's chat state says (XEP-0085). */
  heard(account: string, address: string, state: ChatState): void;
  /** Everybody's typing ends with the connection. */
  silence(account: string): void;
}

/** A 'composing' that is never followed by anything ends by itself. */
const TYPING = 60_000;

export interface ConversationsOptions {
  readonly store: ConversationStore;
  readonly removal: Pick<Removal, 'conversation'>;
  readonly contacts: Contacts;
  readonly profiles: Pick<Profiles, 'picture'>;
  readonly announcer: Announcer;
  readonly clock: Clock;
  /** Accounts that are signed in; of others nothing is shown. */
  readonly here: ReadonlySet<string>;
}

/** Whether what is muted until then (Conversation.mutedUntil) is silent now. */
export function isMuted(mutedUntil: number, now: number): boolean {
  return mutedUntil > now;
}

function knownThere(row: ConversationRow | undefined): boolean {
  return row !== undefined && (row.answered || row.accepted);
}

export function makeConversations(options: ConversationsOptions): Conversations {
  const { store, removal, contacts, announcer, clock, here } = options;
  const typing = new Map<string, { readonly account: string; readonly cancel: () => void }>();

  function draw(row: ConversationRow): Conversation {
    const contact = contacts.find(row.account, row.address);
    const picture = options.profiles.picture(row.account, row.address);
    return {
      id: row.id,
      account: row.account,
      kind: row.kind,
      address: row.address,
      title: contacts.nameOf(row.account, row.address),
      unread: row.unread,
      readUpTo: row.readUpTo,
      ...(row.unreadFrom === undefined ? {} : { unreadFrom: row.unreadFrom }),
      draft: row.draft,
      ...(row.request === undefined ? {} : { request: row.request }),
      ...(row.claims === undefined ? {} : { claims: row.claims }),
      stranger: contact?.listed !== true && !row.answered,
      typing: typing.has(row.id),
      pinned: row.pinned,
      mutedUntil: row.mutedUntil,
      archived: row.archived,
      markedUnread: row.markedUnread,
      activeAt: row.activeAt,
      ...(picture === undefined ? {} : { picture }),
      ...(row.place === undefined ? {} : { place: row.place }),
      ...(row.draftReply === undefined ? {} : { draftReply: row.draftReply }),
      ...(row.draftMentions === undefined ? {} : { draftMentions: row.draftMentions }),
      ...(row.mentions === undefined ? {} : { mentions: row.mentions }),
      ...(row.last === undefined ? {} : { last: row.last }),
    };
  }

  /** Stored, then announced. */
  function change(id: string, work: () => unknown): void {
    announcer.batch(() => {
      work();
      announcer.conversation(id);
    });
  }

  function stopTyping(id: string): void {
    typing.get(id)?.cancel();
    if (typing.delete(id)) announcer.conversation(id);
  }

  // A contact's new name or listing shows in its conversation.
  announcer.changed.on(({ contacts: changed }) => {
    for (const id of changed) {
      const [account, address] = id.split(' ') as [string, string];
      const row = store.byAddress(account, address);
      if (row !== undefined) announcer.conversation(row.id);
    }
  });

  return {
    list() {
      const rows = store.list().filter((row) => here.has(row.account));
      const requests = rows.filter(({ request }) => request).sort((a, b) => b.activeAt - a.activeAt);
      return [...rows.filter(({ request }) => !request), ...requests.slice(0, MOST_REQUESTS)].map(draw);
    },
    byId(id) {
      const row = store.byId(id);
      return row === undefined || !here.has(row.account) ? undefined : draw(row);
    },
    counters: () => store.counters().filter((row) => here.has(row.account)),
    at: (account, address) => store.find(account, address),
    known: (account, address) => store.idOf(account, address),
    mayKnow(account, address) {
      return contacts.sees(account, address) || knownThere(store.byAddress(account, address));
    },
    open(account, address) {
      const bare = bareJid(address.trim().replace(/^xmpp:/i, ''));
      if (bare === undefined) throw new AppFailure('invalid-address');
      if (!here.has(account)) throw new AppFailure('not-found');
      const { id } = announcer.batch(() => store.open(account, bare));
      change(id, () => store.putAway(id, false));
      return draw(store.open(account, bare));
    },
    saveDraft: (id, text, reply, mentions = []) =>
      change(id, () =>
        store.saveDraft(
          id,
          text,
          reply,
          mentionsIn(text, mentions, (whole) => whole),
        ),
      ),
    keepPlace: (id, place) => change(id, () => store.keepPlace(id, place)),
    markRead: (id, position) => change(id, () => store.markRead(id, position)),
    markUnread: (id) => change(id, () => store.markUnread(id)),
    pin: (id, pinned) => change(id, () => store.pin(id, pinned)),
    mute: (id, until) => change(id, () => store.mute(id, until)),
    putAway: (id, away) => change(id, () => store.putAway(id, away)),
    wake(id, direction) {
      // Whoever writes themselves wants to see it, muted or not.
      const now = direction === 'in' ? clock.now() : Number.MAX_SAFE_INTEGER;
      if (announcer.batch(() => store.wake(id, now))) announcer.conversation(id);
    },
    claim(id, name) {
      if (announcer.batch(() => store.claim(id, name))) announcer.conversation(id);
    },
    requests: () => store.requests().filter((id) => here.has(store.byId(id)?.account ?? '')),
    accept: (id) => change(id, () => store.accept(id)),
    decline: (id) =>
      change(id, () => {
        store.markRead(id, Number.MAX_SAFE_INTEGER);
        store.decline(id);
      }),
    remove(id) {
      stopTyping(id);
      change(id, () => removal.conversation(id));
    },
    announceAll(account) {
      announcer.batch(() => {
        for (const row of store.list()) if (row.account === account) announcer.conversation(row.id);
      });
    },
    heard(account, address, state) {
      // Every message says that its author has stopped typing: that must cost no more than looking for it.
      if (typing.size === 0 && state !== 'composing') return;
      const id = store.idOf(account, address);
      if (id !== undefined && state !== 'composing') return stopTyping(id);
      if (id === undefined || store.byId(id) === undefined) return;
      typing.get(id)?.cancel();
      typing.set(id, { account, cancel: clock.after(TYPING, () => stopTyping(id)) });
      announcer.conversation(id);
    },
    silence(account) {
      for (const [id, entry] of [...typing]) if (entry.account === account) stopTyping(id);
    },
  };
}
