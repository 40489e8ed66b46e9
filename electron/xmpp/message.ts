// The message road: unwrap (archive, carbons), read (one small reader per XEP), deliver. Writing is the same in reverse.
// This file knows names and order, never the XML of a XEP.
import { bareJid, domainOf, sameJid } from '../../shared/jid.ts';
import type { Mention } from '../../shared/mention.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { Session } from './core/session.ts';
import type { Stream } from './core/stream.ts';
import { type Element, readStanzaError, type StanzaError, xml } from './core/xml.ts';
import { type ChatState, readChatState, writeChatState } from './xep/0085-chat-states.ts';
import { nicknameIn } from './xep/0172-nick.ts';
import { readReceipt, readReceiptAsked, writeReceiptAsked } from './xep/0184-receipts.ts';
import { readDelay, writeDelay } from './xep/0203-delay.ts';
import { readCarbon } from './xep/0280-carbons.ts';
import { readCorrection, writeCorrection } from './xep/0308-correction.ts';
import type { Archived, Mam } from './xep/0313-mam.ts';
import { readDisplayed, readMarkable, writeMarkable } from './xep/0333-markers.ts';
import { readOriginId, readStanzaId, writeOriginId } from './xep/0359-ids.ts';
import { readMentions, writeMentions } from './xep/0372-references.ts';
import { readUnstyled } from './xep/0393-styling.ts';
import { readRetraction, readTombstone, writeRetraction } from './xep/0424-retraction.ts';
import { readFallback } from './xep/0428-fallback.ts';
import { NS as NS_REACTIONS, type Reactions, readReactions, writeReactions } from './xep/0444-reactions.ts';
import { type Reply, readReply, writeReply } from './xep/0461-replies.ts';

export interface IncomingMessage {
  /** How it came: straight to this device, as a carbon of another one, or out of the archive. */
  readonly road: 'live' | 'carbon' | 'archive';
  readonly direction: 'in' | 'out';
  /** Bare JID of the other side. */
  readonly peer: string;
  /** Bare JID of the author. */
  readonly sender: string;
  readonly type: 'chat' | 'normal' | 'headline' | 'error';
  /** The 'id' attribute. */
  readonly id: string | undefined;
  readonly originId: string | undefined;
  /** In the account's own archive; only when the server vouches for it. */
  readonly archiveId: string | undefined;
  /** ms since the epoch, when somebody trustworthy stamped it. */
  readonly stampedAt: number | undefined;
  /** Without what only stands in for what Kith shows itself (XEP-0428). */
  readonly body: string | undefined;
  readonly chatState: ChatState | undefined;
  /** What its author calls themselves as they write first, fit to be shown; '' for nothing. */
  readonly nickname: string;
  readonly unstyled: boolean;
  readonly receiptAsked: boolean;
  /** The id of the message that reached a device. */
  readonly receiptOf: string | undefined;
  readonly markable: boolean;
  /** The id of the newest message that was seen. */
  readonly displayed: string | undefined;
  /** The id of the message in whose place this one comes. */
  readonly corrects: string | undefined;
  /** The id of the message that is taken back. */
  readonly retracts: string | undefined;
  /** This message itself was taken back, then (ms since the epoch), and the archive keeps nothing else of it. */
  readonly tombstone: { readonly at: number | undefined } | undefined;
  readonly reactions: Reactions | undefined;
  readonly reply: Reply | undefined;
  /** With places in `body`. */
  readonly mentions: readonly Mention[];
  /** Of a message that came back (type 'error'). */
  readonly error: StanzaError | undefined;
}

export interface OutgoingMessage {
  readonly to: string;
  /** Also the origin-id. */
  readonly id: string;
  readonly body: string;
  readonly token: string;
  readonly reply?: Reply | undefined;
  readonly mentions?: readonly Mention[];
  /** To somebody who may not know who writes. */
  readonly first?: boolean;
  /** ms since the epoch; said when it leaves so late that others should know. */
  readonly writtenAt?: number;
}

/** What is said about a message. */
export interface OutgoingChange {
  readonly to: string;
  readonly id: string;
  readonly token: string;
  readonly what:
    | ({ readonly corrects: string } & Pick<OutgoingMessage, 'body' | 'reply' | 'mentions'>)
    | { readonly retracts: string }
    | { readonly reactions: Reactions };
}

export interface MessageRoad {
  readonly received: Signal<IncomingMessage>;
  /** A wrapped message by somebody who may not wrap: dropped. */
  readonly forged: Signal<Element>;
  /** The account's server announced XEP-0359: its <stanza-id/> may be believed. */
  trustArchiveIds(trust: boolean): void;
  readArchived(result: Archived): IncomingMessage | undefined;
  /** Writes them as `commit` decides; see Stream.sendAll. */
  send(messages: readonly OutgoingMessage[], commit: (keep: () => void) => void): boolean;
  say(changes: readonly OutgoingChange[], commit: (keep: () => void) => void): boolean;
  /** Whether the server takes a message of this size (XEP-0478). */
  fits(message: OutgoingMessage | OutgoingChange): boolean;
}

/** What extensions put into messages. */
export interface MessageParts {
  readonly tellsTyping: () => boolean;
  /** Into the first one to somebody, as into a question to see them. */
  readonly asking: () => readonly Element[];
}

export function messageRoad(session: Session, stream: Pick<Stream, 'fits'>, mam: Mam, { tellsTyping, asking }: MessageParts): MessageRoad {
  const received = signal<IncomingMessage>();
  const forged = signal<Element>();
  let trusted = false;

  session.collect(mam.take);
  session.onMessage((stanza) => {
    const carbon = readCarbon(stanza, session.address);
    if (carbon === 'forged') return forged.emit(stanza);
    const message = carbon === undefined ? read(stanza, 'live') : read(carbon.message, 'carbon', carbon.at);
    if (message !== undefined) received.emit(message);
  });

  function read(stanza: Element, road: IncomingMessage['road'], at?: number, archiveId?: string): IncomingMessage | undefined {
    const own = session.address;
    const from = stanza.attrs.from === undefined ? own : bareJid(stanza.attrs.from);
    const to = stanza.attrs.to === undefined ? own : bareJid(stanza.attrs.to);
    if (from === undefined || to === undefined) return undefined;
    const type = readType(stanza);
    // Rooms are not joined yet: what comes in their name is nobody's conversation.
    if (type === undefined) return undefined;
    const outgoing = sameJid(from, own);
    // What is neither from nor to the account is not its message, whoever wrapped it.
    if (!outgoing && !sameJid(to, own)) return undefined;
    const domain = domainOf(own);
    const whole = readBody(stanza);
    const { reply, body, cut } = readReply(stanza, whole);
    const reactions = readReactions(stanza);
    // A body that only says so in words (XEP-0428).
    const wordy = reactions !== undefined && readFallback(stanza, NS_REACTIONS) === 'all';
    return {
      road,
      // What comes back to its author is from whom it was for, also from oneself.
      direction: outgoing && !(type === 'error' && sameJid(to, own)) ? 'out' : 'in',
      peer: outgoing ? to : from,
      sender: from,
      type,
      id: stanza.attrs.id || undefined,
      originId: readOriginId(stanza),
      archiveId: archiveId ?? (trusted ? readStanzaId(stanza, own) : undefined),
      stampedAt: at ?? readDelay(stanza, (by) => sameJid(by, domain) || sameJid(by, own)),
      body: wordy ? undefined : withSubject(stanza, type, body),
      chatState: readChatState(stanza),
      nickname: nicknameIn(stanza),
      unstyled: readUnstyled(stanza),
      receiptAsked: readReceiptAsked(stanza),
      receiptOf: readReceipt(stanza),
      markable: readMarkable(stanza),
      displayed: readDisplayed(stanza),
      corrects: readCorrection(stanza),
      retracts: readRetraction(stanza),
      tombstone: readTombstone(stanza),
      reactions,
      reply,
      mentions: wordy ? [] : readMentions(stanza, whole, cut),
      error: type === 'error' ? readStanzaError(stanza) : undefined,
    };
  }

  /** XEP-0085 5.1: a message itself says that its author is there, but only while the person lets such things be told. */
  function written(message: OutgoingMessage, active: boolean): Element {
    const late = message.writtenAt === undefined ? [] : [writeDelay(session.address, message.writtenAt)];
    const state = active ? [writeChatState('active')] : [];
    return writeText(message, [writeReceiptAsked(), writeMarkable(), ...late, ...state, ...(message.first ? asking() : [])]);
  }

  return {
    received,
    forged,
    trustArchiveIds(trust) {
      trusted = trust;
    },
    readArchived: (result) => read(result.message, 'archive', result.at, result.id),
    send: (messages, commit) =>
      session.sendAll(
        messages.map((message) => ({ stanza: written(message, tellsTyping()), token: message.token })),
        commit,
      ),
    say: (changes, commit) =>
      session.sendAll(
        changes.map((change) => ({ stanza: writeChange(change), token: change.token })),
        commit,
      ),
    fits: (each) => stream.fits('what' in each ? writeChange(each) : written(each, true)),
  };
}

type Text = Pick<OutgoingMessage, 'to' | 'id' | 'body' | 'reply' | 'mentions'>;

function writeText({ to, id, body, reply, mentions = [] }: Text, more: readonly Element[]): Element {
  const { elements, prefix } = reply === undefined ? { elements: [], prefix: '' } : writeReply(reply);
  const payload = [writeOriginId(id), ...elements, ...writeMentions(mentions, body, prefix), ...more];
  return xml('message', { type: 'chat', to, id }, xml('body', {}, prefix + body), ...payload);
}

/** For clients that know nothing of retractions; not Kith's own words to anybody. */
const RETRACTED = 'This person took back a message, but your client does not support that.';

function writeChange({ to, id, what }: OutgoingChange): Element {
  // Nobody is asked to confirm a correction: that would confirm the message it replaces.
  if ('corrects' in what) return writeText({ to, id, ...what }, [writeCorrection(what.corrects)]);
  const payload = 'retracts' in what ? writeRetraction(what.retracts, RETRACTED) : writeReactions(what.reactions);
  return xml('message', { type: 'chat', to, id }, ...payload, writeOriginId(id));
}

// RFC 6121 5.2.2: an unknown type counts as normal.
function readType(stanza: Element): IncomingMessage['type'] | undefined {
  const { type } = stanza.attrs;
  if (type === 'groupchat') return undefined;
  return type === 'chat' || type === 'headline' || type === 'error' ? type : 'normal';
}

/** RFC 6121 5.2.3: several bodies differ in language; the first without one, else the first, is the message. */
function readBody(stanza: Element): string | undefined {
  const bodies = stanza.getChildren('body', 'jabber:client');
  const body = bodies.find((each) => each.attrs['xml:lang'] === undefined) ?? bodies[0];
  return body?.text() || undefined;
}

/** RFC 6121 5.2.4: what is not part of a chat, such as a server's announcement, may say the half in its subject, or all. */
function withSubject(stanza: Element, type: IncomingMessage['type'], body: string | undefined): string | undefined {
  if (type === 'chat' || type === 'error') return body;
  const subjects = stanza.getChildren('subject', 'jabber:client');
  const subject = (subjects.find((each) => each.attrs['xml:lang'] === undefined) ?? subjects[0])?.text().trim();
  // What counts characters counts those of the body.
  if (!subject || readReply(stanza, body).reply !== undefined || readMentions(stanza, body).length > 0) return body;
  return body === undefined ? subject : `${subject}\n\n${body}`;
}

/** Text without what XML 1.0 cannot carry (2.2): control characters and lone surrogates would end the stream. */
export function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids.
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}
