// What a XEP may touch of an account's stream: send, ask and answer, listen, advertise.
// Replies to <iq/> are matched by id and sender (RFC 6120 8.2.3); what nobody answers gets service-unavailable (8.4).
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../shared/clock.ts';
import { bareJid, domainOf, parseJid, sameJid } from '../../../shared/jid.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import { makeInbox } from './inbox.ts';
import { isStanza, NS as NS_SM } from './management.ts';
import type { Outgoing, SessionKeeper } from './outbound.ts';
import type { Online, Stream } from './stream.ts';
import type { StreamFailure } from './stream-failure.ts';
import { type Element, readStanzaError, StanzaError, writeStanzaError, xml } from './xml.ts';

export interface Request {
  readonly type: 'get' | 'set';
  /** Left out: the account itself. */
  readonly to?: string;
  readonly child: Element;
  /** ms; 30 s when left out. */
  readonly patience?: number;
}

export interface Session {
  /** Bare JID of the account. */
  readonly address: string;
  /** Full JID of the bound stream; empty before the first. */
  readonly jid: string;
  send(stanza: Element): boolean;
  /** See Stream.sendAll. */
  sendAll(outgoing: readonly Outgoing[], commit: (keep: () => void) => void): boolean;
  /**
   * Resolves with the result; rejects with StanzaError, 'remote-server-timeout' when nobody answers, 'not-sent' when offline or when the
   * stream ended without being resumed, 'policy-violation' when it is larger than the server takes (XEP-0478).
   */
  request(request: Request): Promise<Element>;
  /** Answers requests whose child has this name and namespace; undefined means an empty result. */
  answer(type: 'get' | 'set', name: string, xmlns: string, handler: (iq: Element) => Element | undefined): void;
  /** Parts of an answer that comes in messages: true when it took this one, which is then no message of its own. Stores nothing, never throws. */
  collect(take: (message: Element) => boolean): void;
  onMessage(handler: (message: Element) => void): void;
  onPresence(handler: (presence: Element) => void): void;
  /** `when`: only while it says so. */
  advertise(feature: string, when?: () => boolean): void;
  readonly features: readonly string[];
  /** A new stream is bound (not resumed): state of the last one is void. */
  readonly began: Signal<Online>;
  readonly resumed: Signal<Online>;
  readonly ended: Signal<StreamFailure>;
}

export interface SessionOptions {
  readonly address: string;
  /** The address is the one that was bound. */
  readonly guest?: boolean;
  readonly stream: Stream;
  readonly clock: Clock;
  /** Runs a batch as one transaction; throws when it cannot be committed. */
  readonly commit: (work: () => void) => void;
  /** Tells whether the open batch is written to the disk in any case. */
  readonly keeper?: Pick<SessionKeeper, 'free'> | undefined;
  /** Runs the handling of one stanza; what it throws for the stanza's sake is kept apart, not passed on. */
  readonly guard: (stanza: Element, work: () => void) => void;
  /** The batch could not be committed. */
  readonly stalled: (error: unknown) => void;
}

export interface SessionControl {
  readonly session: Session;
  /** Tries again to commit what is waiting, after stalled(). */
  retry(): void;
}

/** Elements read but not handled; beyond it the server has to wait with more. */
const MOST_WAITING = 1000;

interface Pending {
  readonly to: string | undefined;
  readonly resolve: (iq: Element) => void;
  readonly reject: (error: StanzaError) => void;
  readonly cancel: () => void;
}

export function makeSession(options: SessionOptions): SessionControl {
  const { stream, clock } = options;
  const pending = new Map<string, Pending>();
  const answers = new Map<string, (iq: Element) => Element | undefined>();
  const collectors: ((message: Element) => boolean)[] = [];
  const messageHandlers: ((message: Element) => void)[] = [];
  const presenceHandlers: ((presence: Element) => void)[] = [];
  const features = new Map<string, () => boolean>();
  const began = signal<Online>();
  const resumed = signal<Online>();
  const ended = signal<StreamFailure>();
  let jid = '';
  // After the commit: whoever awaited a reply finds what came before it stored, and we answer nothing that may have to be handled again.
  let after: (() => void)[] = [];
  let held = false;

  const inbox = makeInbox({
    clock,
    writing: () => options.keeper?.free() === true,
    commit: options.commit,
    handle,
    keep: stream.keep,
    committed(stanzas, asked) {
      stream.committed(stanzas, asked);
      const due = after;
      after = [];
      for (const each of due) each();
      if (!held || inbox.waiting > MOST_WAITING / 2) return;
      held = false;
      stream.resume();
    },
    stalled(error) {
      after = [];
      stream.pause();
      options.stalled(error);
    },
  });

  stream.received.on((elements) => {
    inbox.push(elements);
    if (held || inbox.waiting <= MOST_WAITING) return;
    held = true;
    stream.pause();
  });
  stream.online.on((online) => {
    jid = online.jid;
    (online.resumed ? resumed : began).emit(online);
  });
  stream.offline.on((failure) => {
    inbox.clear();
    held = false;
    ended.emit(failure);
  });
  // A resumed stream still brings the answers. A new one does not; those it will bring are asked for by later listeners.
  began.on(rejectPending);
  stream.changed.on(({ state }) => {
    if (state === 'offline' || state === 'stopped') rejectPending();
  });

  function rejectPending(): void {
    for (const [id, each] of [...pending]) {
      pending.delete(id);
      each.cancel();
      each.reject(new StanzaError('not-sent'));
    }
  }

  function handle(element: Element): void {
    if (element.is('a', NS_SM)) stream.acknowledge(element);
    if (!isStanza(element) || !validAddresses(element)) return;
    const name = element.getName();
    if (name === 'message' && collectors.some((take) => take(element))) return;
    if (name === 'iq') options.guard(element, () => handleRequest(element));
    else if (name === 'message') options.guard(element, () => messageHandlers.forEach((handler) => void handler(element)));
    else if (name === 'presence') options.guard(element, () => presenceHandlers.forEach((handler) => void handler(element)));
  }

  function handleRequest(iq: Element): void {
    const { type, id } = iq.attrs;
    if (id === undefined) return;
    if (type === 'result' || type === 'error') settle(iq, id);
    if (type !== 'get' && type !== 'set') return;
    try {
      reply(iq, 'result', answer(iq, type));
    } catch (error) {
      const known = error instanceof StanzaError ? error : new StanzaError('internal-server-error');
      reply(iq, 'error', writeStanzaError(known.condition, known.type));
      if (known !== error) throw error;
    }
  }

  function answer(iq: Element, type: 'get' | 'set'): Element | undefined {
    const [child, ...more] = iq.getChildElements();
    // 8.2.3: a request has one child.
    if (child === undefined || more.length > 0) throw new StanzaError('bad-request', 'modify');
    const handler = answers.get(`${type} ${child.getName()} ${child.getNS()}`);
    if (handler === undefined) throw new StanzaError('service-unavailable');
    return handler(iq);
  }

  function settle(iq: Element, id: string): void {
    const waiting = pending.get(id);
    if (waiting === undefined || !answeredBy(waiting.to, iq.attrs.from)) return;
    after.push(() => {
      pending.delete(id);
      waiting.cancel();
      if (iq.attrs.type === 'result') waiting.resolve(iq);
      else waiting.reject(readStanzaError(iq));
    });
  }

  function reply(iq: Element, type: 'result' | 'error', child: Element | undefined): void {
    after.push(() => send(xml('iq', { type, id: iq.attrs.id, to: iq.attrs.from }, child)));
  }

  // What others wrote goes back to them, an id above all: what is too large of that would end the stream for everybody.
  const send = (stanza: Element): boolean => stream.fits(stanza) && stream.send(stanza);

  // RFC 6120 8.1.2.1 and 10.3: the account's own server may answer in the account's name, its own, or without one.
  function answeredBy(to: string | undefined, from: string | undefined): boolean {
    const { address } = session;
    if (to !== undefined && !sameJid(to, address)) return from !== undefined && sameJid(from, to);
    return from === undefined || sameJid(from, address) || sameJid(from, jid) || (to === undefined && sameJid(from, domainOf(address)));
  }

  const session: Session = {
    get address() {
      return (options.guest === true ? bareJid(jid) : undefined) ?? options.address;
    },
    began,
    resumed,
    ended,
    get jid() {
      return jid;
    },
    get features() {
      return [...features].flatMap(([feature, when]) => (when() ? feature : [])).sort();
    },
    send,
    sendAll: stream.sendAll,
    request({ type, to, child, patience }) {
      const id = randomUUID();
      const iq = xml('iq', { type, id, to }, child);
      if (!stream.fits(iq)) return Promise.reject(new StanzaError('policy-violation', 'modify'));
      return new Promise((resolve, reject) => {
        const cancel = clock.after(patience ?? 30_000, () => {
          pending.delete(id);
          reject(new StanzaError('remote-server-timeout', 'wait'));
        });
        pending.set(id, { to, resolve, reject, cancel });
        if (stream.send(iq)) return;
        cancel();
        pending.delete(id);
        reject(new StanzaError('not-sent'));
      });
    },
    answer(type, name, xmlns, handler) {
      answers.set(`${type} ${name} ${xmlns}`, handler);
    },
    collect: (take) => void collectors.push(take),
    onMessage: (handler) => void messageHandlers.push(handler),
    onPresence: (handler) => void presenceHandlers.push(handler),
    advertise: (feature, when = () => true) => void features.set(feature, when),
  };

  return {
    session,
    retry() {
      held = false;
      stream.resume();
      inbox.resume();
    },
  };
}

/** A stanza whose 'from' or 'to' is no address at all is dropped (RFC 6120 8.1.1, 8.1.2): nobody can be told. */
function validAddresses(stanza: Element): boolean {
  const { from, to } = stanza.attrs;
  return [from, to].every((each) => each === undefined || parseJid(each, { tolerant: true }) !== undefined);
}

/** Bare JID of the sender; the account itself when the server left it out (RFC 6120 8.1.2.1). */
export function senderOf(stanza: Element, session: Session): string | undefined {
  const { from } = stanza.attrs;
  return from === undefined ? session.address : bareJid(from);
}
