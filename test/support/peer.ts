// Another person's XMPP client for tests and the demo: the stock @xmpp/client, nothing of Kith's own protocol code.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { client, type Element, xml } from '@xmpp/client';
import { type Signal, signal } from '../../shared/signal.ts';
import { goOnline, peerTransport } from './peer-transport.ts';

export interface PeerOptions {
  readonly address: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  readonly resource?: string;
  /** Whether it says it is available once connected, which also fetches what waits for it; true unless told. */
  readonly available?: boolean;
}

/** Show values of RFC 6121 4.7.2.1; 'available' is none of them, 'offline' is unavailable. */
export type PeerShow = 'available' | 'away' | 'chat' | 'dnd' | 'xa' | 'offline';
export type PeerChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone';

export interface PeerMessage {
  readonly from: string;
  readonly to: string | undefined;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly body: string | undefined;
  readonly chatState: string | undefined;
  readonly stanza: Element;
}

export interface PeerPresence {
  readonly from: string;
  readonly type: string | undefined;
  readonly show: string | undefined;
  readonly status: string | undefined;
  readonly stanza: Element;
}

export interface ArchivedMessage extends PeerMessage {
  readonly archiveId: string;
  /** ISO 8601, UTC. */
  readonly stamp: string;
}

export interface RosterEntry {
  readonly address: string;
  readonly name: string | undefined;
  readonly subscription: string;
}

export interface Peer {
  /** Bare. */
  readonly address: string;
  /** Full. */
  readonly jid: string;
  /** Every message stanza so far, oldest first, those of the archive left out. */
  readonly messages: readonly PeerMessage[];
  readonly presences: readonly PeerPresence[];
  readonly onMessage: Signal<PeerMessage>;
  readonly onPresence: Signal<PeerPresence>;
  /** Sends a chat message and returns its id. */
  send(to: string, body: string, options?: { id?: string; chatState?: PeerChatState }): Promise<string>;
  chatState(to: string, state: PeerChatState): Promise<void>;
  /** An element, or text exactly as it shall stand on the wire. */
  sendRaw(what: Element | string): Promise<void>;
  presence(show?: PeerShow, status?: string): Promise<void>;
  subscribe(to: string): Promise<void>;
  approve(from: string): Promise<void>;
  /** The first message that fits, received already or to come; throws after `timeoutMs` (10 s) with what was received instead. */
  waitForMessage(fits: (message: PeerMessage) => boolean, timeoutMs?: number): Promise<PeerMessage>;
  waitForPresence(fits: (presence: PeerPresence) => boolean, timeoutMs?: number): Promise<PeerPresence>;
  /** What the server has archived for this account (XEP-0313), all of it or with one address, oldest first. */
  archive(options?: { with?: string }): Promise<readonly ArchivedMessage[]>;
  roster(): Promise<readonly RosterEntry[]>;
  request(iq: Element): Promise<Element>;
  /** From now on says what time it is there, to whoever asks: tzo as in XEP-0202. */
  livesAt(tzo: string): void;
  /** Closes the stream and the socket in the proper way. */
  close(): Promise<void>;
  /** Tears the socket down without </stream:stream>; the server may keep the session for resumption. */
  drop(): void;
}

const NS_MAM = 'urn:xmpp:mam:2';
const NS_FORWARD = 'urn:xmpp:forward:0';
const NS_RSM = 'http://jabber.org/protocol/rsm';
const NS_CHAT_STATES = 'http://jabber.org/protocol/chatstates';
const NS_ROSTER = 'jabber:iq:roster';
const NS_INFO = 'http://jabber.org/protocol/disco#info';
const timeoutMs = 10_000;

/** Signs in; resolves when the account is online. Throws the client's error (wrong password, certificate, no connection). */
export async function connectPeer(options: PeerOptions): Promise<Peer> {
  const [username = '', domain = ''] = options.address.split('@');
  const service = `xmpps://${options.host}:${options.port}`;
  const xmpp = client({
    service,
    domain,
    username,
    // The stock SCRAM takes a second of awaited hashes; the way in is not what a peer is there to test.
    credentials: (authenticate, mechanisms) =>
      authenticate({ username, password: options.password }, mechanisms.includes('PLAIN') ? 'PLAIN' : (mechanisms[0] ?? 'PLAIN')),
    resource: options.resource ?? `peer-${randomUUID().slice(0, 8)}`,
    timeout: timeoutMs,
  });
  const directTls = xmpp._findTransport(service);
  if (directTls === undefined) throw new Error('the stock client has no transport for Direct TLS');
  xmpp.transports.unshift(peerTransport({ ...options, domain }, directTls));
  xmpp.reconnect.stop();

  const messages: PeerMessage[] = [];
  const presences: PeerPresence[] = [];
  const onMessage = signal<PeerMessage>();
  const onPresence = signal<PeerPresence>();
  const onArchived = signal<Element>();
  const troubles: string[] = [];
  xmpp.on('error', (error: unknown) => troubles.push(String(error)));
  xmpp.on('stanza', (stanza: Element) => {
    if (stanza.getName() === 'presence') {
      const presence = readPresence(stanza);
      presences.push(presence);
      onPresence.emit(presence);
    } else if (stanza.getName() === 'message') {
      const result = stanza.getChild('result', NS_MAM);
      if (result !== undefined) return onArchived.emit(result);
      const message = readMessage(stanza);
      messages.push(message);
      onMessage.emit(message);
    }
  });

  try {
    await goOnline({ client: xmpp, service, domain, timeoutMs });
  } catch (error) {
    xmpp.socket?.socket?.destroy();
    throw error;
  }
  // The stock client enables stream management a moment after it is online and miscounts what is sent before that.
  for (let tries = 0; !xmpp.streamManagement.enabled && tries < 30; tries += 1) await sleep(10);

  const setPresence = async (show: PeerShow = 'available', status?: string): Promise<void> => {
    const children = [...(isShow(show) ? [xml('show', {}, show)] : []), ...(status === undefined ? [] : [xml('status', {}, status)])];
    await xmpp.send(xml('presence', show === 'offline' ? { type: 'unavailable' } : {}, ...children));
  };
  const roster = async (): Promise<readonly RosterEntry[]> => {
    const reply = await xmpp.iqCaller.request(xml('iq', { type: 'get' }, xml('query', { xmlns: NS_ROSTER })), timeoutMs);
    const items = reply.getChild('query', NS_ROSTER)?.getChildren('item') ?? [];
    return items.map(({ attrs }) => ({ address: attrs.jid ?? '', name: attrs.name, subscription: attrs.subscription ?? 'none' }));
  };
  const archivePage = async (filter: string | undefined, after: string | undefined) => {
    const queryId = randomUUID();
    const found: ArchivedMessage[] = [];
    const off = onArchived.on((result) => {
      if (result.attrs.queryid === queryId) found.push(readArchived(result));
    });
    const field = (name: string, value: string): Element => xml('field', { var: name }, xml('value', {}, value));
    const form = xml('x', { xmlns: 'jabber:x:data', type: 'submit' }, field('FORM_TYPE', NS_MAM));
    if (filter !== undefined) form.append(field('with', filter));
    const page = xml('set', { xmlns: NS_RSM }, xml('max', {}, '200'));
    if (after !== undefined) page.append(xml('after', {}, after));
    try {
      const query = xml('query', { xmlns: NS_MAM, queryid: queryId }, form, page);
      const reply = await xmpp.iqCaller.request(xml('iq', { type: 'set' }, query), timeoutMs);
      const fin = reply.getChild('fin', NS_MAM);
      const last = fin?.getChild('set', NS_RSM)?.getChildText('last') ?? undefined;
      return { found, next: fin?.attrs.complete === 'true' ? undefined : last };
    } finally {
      off();
    }
  };
  const wait = <T>(kind: string, known: readonly T[], source: Signal<T>, fits: (value: T) => boolean, limit: number): Promise<T> =>
    waitFor({
      known,
      source,
      fits,
      limit,
      failure: () => `${options.address} waited ${limit} ms for a ${kind}. It got ${summary(messages, presences, troubles)}`,
    });

  // Without a roster request the server sends no roster pushes and no subscription requests (RFC 6121 2.1.6, 3.1.3).
  await roster();
  if (options.available !== false) await setPresence();

  return {
    address: options.address,
    jid: xmpp.jid?.toString() ?? options.address,
    messages,
    presences,
    onMessage,
    onPresence,
    async send(to, body, { id = randomUUID(), chatState } = {}) {
      const children = [xml('body', {}, body), xml('origin-id', { xmlns: 'urn:xmpp:sid:0', id })];
      if (chatState !== undefined) children.push(xml(chatState, { xmlns: NS_CHAT_STATES }));
      await xmpp.send(xml('message', { to, id, type: 'chat' }, ...children));
      return id;
    },
    chatState: (to, state) => xmpp.send(xml('message', { to, type: 'chat' }, xml(state, { xmlns: NS_CHAT_STATES }))),
    sendRaw: (what) => (typeof what === 'string' ? xmpp.write(what) : xmpp.send(what)),
    presence: setPresence,
    subscribe: (to) => xmpp.send(xml('presence', { to, type: 'subscribe' })),
    approve: (from) => xmpp.send(xml('presence', { to: from, type: 'subscribed' })),
    waitForMessage: (fits, limit = timeoutMs) => wait('message', messages, onMessage, fits, limit),
    waitForPresence: (fits, limit = timeoutMs) => wait('presence', presences, onPresence, fits, limit),
    async archive(filter = {}) {
      const all: ArchivedMessage[] = [];
      let after: string | undefined;
      do {
        const { found, next } = await archivePage(filter.with, after);
        all.push(...found);
        after = next;
      } while (after !== undefined);
      return all;
    },
    roster,
    request: (iq) => xmpp.iqCaller.request(iq, timeoutMs),
    livesAt(tzo) {
      const utc = () => xml('utc', {}, new Date().toISOString());
      const identity = xml('identity', { category: 'client', type: 'pc' });
      xmpp.iqCallee.get(NS_INFO, 'query', () => xml('query', { xmlns: NS_INFO }, identity, xml('feature', { var: 'urn:xmpp:time' })));
      xmpp.iqCallee.get('urn:xmpp:time', 'time', () => xml('time', { xmlns: 'urn:xmpp:time' }, xml('tzo', {}, tzo), utc()));
    },
    async close() {
      if (xmpp.status === 'online') await xmpp.stop();
      else xmpp.socket?.socket?.destroy();
    },
    drop: () => void xmpp.socket?.socket?.destroy(),
  };
}

function isShow(show: PeerShow): boolean {
  return show !== 'available' && show !== 'offline';
}

function readMessage(stanza: Element): PeerMessage {
  return {
    from: stanza.attrs.from ?? '',
    to: stanza.attrs.to,
    id: stanza.attrs.id,
    type: stanza.attrs.type,
    body: stanza.getChildText('body') ?? undefined,
    chatState: stanza
      .getChildElements()
      .find((child) => child.getNS() === NS_CHAT_STATES)
      ?.getName(),
    stanza,
  };
}

function readArchived(result: Element): ArchivedMessage {
  const forwarded = result.getChild('forwarded', NS_FORWARD);
  const stanza = forwarded?.getChildElements().find((child) => child.getName() === 'message');
  if (stanza === undefined) throw new Error(`an archive result without a message: ${result.toString()}`);
  const stamp = forwarded?.getChild('delay', 'urn:xmpp:delay')?.attrs.stamp ?? '';
  return { ...readMessage(stanza), archiveId: result.attrs.id ?? '', stamp };
}

function readPresence(stanza: Element): PeerPresence {
  return {
    from: stanza.attrs.from ?? '',
    type: stanza.attrs.type,
    show: stanza.getChildText('show') ?? undefined,
    status: stanza.getChildText('status') ?? undefined,
    stanza,
  };
}

function summary(messages: readonly PeerMessage[], presences: readonly PeerPresence[], troubles: readonly string[]): string {
  const lines = messages.map(({ stanza }) => stanza.toString());
  return [`${lines.length} messages, ${presences.length} presences`, ...lines.slice(-10), ...troubles].join('\n  ');
}

interface Wait<T> {
  readonly known: readonly T[];
  readonly source: Signal<T>;
  readonly fits: (value: T) => boolean;
  readonly limit: number;
  readonly failure: () => string;
}

function waitFor<T>(what: Wait<T>): Promise<T> {
  const already = what.known.find(what.fits);
  if (already !== undefined) return Promise.resolve(already);
  return new Promise((done, fail) => {
    const timer = setTimeout(() => {
      off();
      fail(new Error(what.failure()));
    }, what.limit);
    const off = what.source.on((value) => {
      if (!what.fits(value)) return;
      clearTimeout(timer);
      off();
      done(value);
    });
  });
}
