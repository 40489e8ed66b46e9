// Messages: what arrives becomes a row or a fact about one, by one road; what the person writes becomes a row first.
import type { Clock } from '../../shared/clock.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Mention } from '../../shared/mention.ts';
import { BODY_LIMIT, type Message, type MessagePage } from '../../shared/message.ts';
import type { ChangeFact, Fact } from '../archive/facts.ts';
import type { Forgotten } from '../archive/forgotten.ts';
import type { MessageStore } from '../archive/messages.ts';
import type { OutboxStore } from '../archive/outbox.ts';
import type { OwnChangeStore, OwnKind } from '../archive/own-changes.ts';
import type { Moved, Stored, StoredPage } from '../archive/stored.ts';
import type { IncomingMessage } from '../xmpp/message.ts';
import type { Announcer } from './announce.ts';
import { type Said, saidBy } from './changes.ts';
import type { Conversations } from './conversations.ts';
import { decide } from './decision.ts';
import { lines, mentionsIn } from './mentions.ts';

export interface Messages {
  /** Handles a live message or a carbon, inside a batch. */
  receive(account: string, message: IncomingMessage): void;
  /** Stores a page of the account's archive on the server, in its order; the caller's batch also records what it covers. */
  receivePage(account: string, page: readonly IncomingMessage[], where: PagePlace): StoredPage;
  archiveIdFrom: MessageStore['archiveIdFrom'];
  /** Null when there is no such message. */
  sentFrom(account: string, position: number): number | null;
  sentAs: MessageStore['sentAs'];
  knownBefore: MessageStore['knownBefore'];
  positions: MessageStore['positions'];
  page(conversation: string, before: number | null, limit: number): MessagePage;
  around(conversation: string, position: number, limit: number): MessagePage;
  after(conversation: string, position: number, limit: number): MessagePage;
  body(id: string): string;
  byId(id: string): Message | undefined;
  /** Stores an own message and clears the draft in one transaction. Throws AppFailure. */
  write(conversation: string, text: string, replyTo?: string, mentions?: readonly Mention[]): Message;
  /** The same text into another conversation, whose draft stays. Throws AppFailure. */
  forward(message: string, to: string): Message;
  nextMention: MessageStore['nextMention'];
  retry(id: string): Message;
  /** Deletes a failed own message from this device. */
  discard(id: string): void;
  /** A correction, retraction or set of reactions came back, or cannot leave; inside a batch. `words`: the server's. */
  takeBack(account: string, address: string, stanzaId: string, words?: string): void;
}

export interface PagePlace {
  /** Archive ids next to the page, as far as known. */
  readonly after?: string;
  readonly before?: string;
  /** Whether what others wrote is new to the person. */
  readonly countUnread: boolean;
}

export interface MessagesOptions {
  readonly store: MessageStore;
  readonly outbox: OutboxStore;
  readonly conversations: Conversations;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly changes: Pick<OwnChangeStore, 'refused'>;
  /** Of chats that were deleted on this device. */
  readonly forgotten: Pick<Forgotten, 'of'>;
  /** The other side's server did not take what the person said about a message: called after the commit. */
  readonly refused: (account: string, kind: OwnKind, address: string, words: string | undefined) => void;
  /** Others wrote something new: called after the commit. */
  readonly arrived: (message: Message, road: 'live' | 'archive') => void;
  /** A fresh message id. */
  readonly newId: () => string;
  /** Cleans what XML cannot carry. */
  readonly clean: (text: string) => string;
}

export function makeMessages(options: MessagesOptions): Messages {
  const { store, outbox, changes, conversations, announcer, clock } = options;

  /** A row that was not there before and that the person has not seen elsewhere; told after the commit. */
  function isNews(message: Message, road: 'live' | 'archive'): void {
    // Taken back before it came.
    if (message.direction === 'in' && message.retractedAt === undefined) announcer.later(() => options.arrived(message, road));
  }

  function copyOf(account: string, message: IncomingMessage, conversation: string) {
    const now = clock.now();
    return {
      account,
      conversation,
      direction: message.direction,
      sender: message.sender,
      ...(message.id === undefined ? {} : { stanzaId: message.id }),
      ...(message.archiveId === undefined ? {} : { archiveId: message.archiveId }),
      // A stamp from the future is a clock that is wrong: now is the latest there can be.
      sentAt: Math.min(message.stampedAt ?? now, now),
      live: message.road !== 'archive',
    };
  }

  function factOf(account: string, conversation: string, message: IncomingMessage, body: string): Fact {
    return {
      ...copyOf(account, message, conversation),
      ...(message.originId === undefined ? {} : { originId: message.originId }),
      body,
      markable: message.markable,
      ...wholeOf(message),
    };
  }

  function changesOf(account: string, message: IncomingMessage): readonly ChangeFact[] {
    const said = saidBy(message);
    if (said.length === 0) return [];
    // Nobody makes a conversation by speaking of messages in it; in an archive, read backwards, these may only come later.
    // A correction has something to say also where the message is not here that it corrects.
    const opens = message.road === 'archive' || said.some(({ change }) => change === 'correction');
    const conversation = opens ? conversations.at(account, message.peer) : conversations.known(account, message.peer);
    if (conversation === undefined) return [];
    const late = message.road === 'live' && message.stampedAt !== undefined;
    const copy = { ...copyOf(account, message, conversation), ...wholeOf(message) };
    return said.map((each: Said) => ({ ...copy, ...each, late }));
  }

  function announceChanged(ids: readonly string[]): void {
    for (const id of ids) {
      const message = store.byId(id);
      if (message !== undefined) announcer.message(message);
    }
  }

  function announceMoved({ touched, gone }: Moved): void {
    announceChanged(touched);
    for (const each of gone) announcer.removed(each);
  }

  /** XEP-0172 4.2. */
  function introduced(conversation: string, { direction, nickname }: IncomingMessage): void {
    if (direction === 'in' && nickname !== '') conversations.claim(conversation, nickname);
  }

  /** One message from the stream. */
  function took({ message, outcome }: Stored): void {
    if (outcome !== 'duplicate') announcer.message(message);
    if (outcome !== 'new') return;
    conversations.wake(message.conversation, message.direction);
    isNews(message, 'live');
  }

  function takeBack(account: string, address: string, id: string, words?: string): void {
    const change = changes.refused(account, address, id);
    if (change === undefined) return;
    announceMoved(change);
    announcer.later(() => options.refused(account, change.kind, address, words));
  }

  function bounced(account: string, message: IncomingMessage, id: string): void {
    const own = outbox.findByStanzaId(account, message.peer, id);
    if (own === undefined) {
      takeBack(account, message.peer, id, message.error?.text);
      return;
    }
    const { condition = 'undefined-condition', text } = message.error ?? {};
    const failed = outbox.markFailed(own.id, condition, text, message.road === 'archive');
    if (failed !== undefined) announcer.message(failed);
  }

  function write(conversation: string, text: string, replyTo?: string, mentions: readonly Mention[] = []): Message {
    const body = options.clean(lines(text));
    if (body.trim() === '') throw new AppFailure('invalid-call', 'nothing to send');
    if (body.length > BODY_LIMIT) throw new AppFailure('too-long');
    if (conversations.byId(conversation) === undefined) throw new AppFailure('not-found');
    const id = options.newId();
    return announcer.batch(() => {
      const message = store.send(conversation, body, {
        stanzaId: id,
        originId: id,
        ...(replyTo === undefined ? {} : { replyTo }),
        mentions: mentionsIn(text, mentions, options.clean),
      });
      conversations.wake(conversation, 'out');
      announcer.message(message);
      return message;
    });
  }

  return {
    receive(account, message) {
      const decision = decide(message);
      if (decision.what === 'bounce') return bounced(account, message, decision.id);
      // Whoever sends a message has finished typing it, whether or not their client says so.
      const heard = message.chatState ?? (decision.what === 'store' ? 'active' : undefined);
      if (heard !== undefined && message.direction === 'in') announcer.later(() => conversations.heard(account, message.peer, heard));
      for (const change of changesOf(account, message)) {
        const result = store.change(change);
        announceMoved(result);
        if (result.stored !== undefined) took(result.stored);
      }
      if (decision.what !== 'store' || message.body === undefined) return;
      const conversation = conversations.at(account, message.peer);
      introduced(conversation, message);
      const result = store.receive(factOf(account, conversation, message, message.body));
      announceMoved(result);
      took(result);
    },
    receivePage(account, page, { countUnread, ...next }) {
      const items: (Fact | ChangeFact)[] = [];
      const back: (readonly [IncomingMessage, string])[] = [];
      // A page mixes few people.
      const at = new Map<string, string>();
      const conversationOf = (peer: string): string => {
        const known = at.get(peer) ?? conversations.at(account, peer);
        at.set(peer, known);
        return known;
      };
      const isForgotten = options.forgotten.of(account);
      for (const message of page) {
        if (isForgotten?.(message.peer, message) === true) continue;
        const decision = decide(message);
        if (decision.what === 'bounce') back.push([message, decision.id]);
        else if (decision.what === 'store' && message.body !== undefined) {
          introduced(conversationOf(message.peer), message);
          items.push(factOf(account, conversationOf(message.peer), message, message.body));
        }
        items.push(...changesOf(account, message));
      }
      const result = store.receivePage(items, { account, ...next }, { countUnread });
      for (const each of back) bounced(account, ...each);
      if (result.moved) {
        announcer.moved(account);
        conversations.announceAll(account);
      }
      const awake = new Set<string>();
      for (const { message, outcome } of result.stored) {
        if (outcome !== 'duplicate') announcer.message(message);
        if (outcome !== 'new' || !countUnread) continue;
        isNews(message, 'archive');
        const waking = `${message.direction} ${message.conversation}`;
        if (!awake.has(waking)) conversations.wake(message.conversation, message.direction);
        awake.add(waking);
      }
      announceMoved(result);
      return result;
    },
    archiveIdFrom: store.archiveIdFrom,
    sentFrom: (account, position) => store.sentFrom(account, position) ?? null,
    sentAs: store.sentAs,
    knownBefore: store.knownBefore,
    positions: store.positions,
    page: store.page,
    around: store.around,
    after: store.after,
    body: (id) => store.body(id) ?? fail('not-found'),
    byId: (id) => store.byId(id),
    nextMention: store.nextMention,
    forward(id, to) {
      const draft = conversations.byId(to) ?? fail('not-found');
      return announcer.batch(() => {
        const sent = write(to, store.body(id) ?? fail('not-found'));
        conversations.saveDraft(to, draft.draft, draft.draftReply?.message ?? null, draft.draftMentions ?? []);
        return sent;
      });
    },
    write,
    retry(id) {
      const message = announcer.batch(() => outbox.retry(id)) ?? store.byId(id) ?? fail('not-found');
      announcer.message(message);
      return message;
    },
    discard(id) {
      announcer.removed(announcer.batch(() => outbox.discard(id)) ?? fail('not-found'));
    },
    takeBack,
  };
}

/** What a correction repeats of its message (XEP-0308 3). */
function wholeOf({ unstyled, reply, mentions }: IncomingMessage): Pick<Fact, 'unstyled' | 'reply' | 'mentions'> {
  return { unstyled, mentions, ...(reply === undefined ? {} : { reply }) };
}

function fail(kind: 'not-found'): never {
  throw new AppFailure(kind);
}
