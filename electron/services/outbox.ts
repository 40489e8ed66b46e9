// Own messages leave in order, exactly once: pending -> sending (written) -> sent (the server acknowledged) or failed (it came back).
// What was 'sending' when the stream or the process died is uncertain: it is looked for in the server's archive before it may leave again.
import type { Clock } from '../../shared/clock.ts';
import { excess } from '../../shared/message.ts';
import type { OutboxRow, OutboxStore } from '../archive/outbox.ts';
import type { OwnChangeStore, UnsentChange } from '../archive/own-changes.ts';
import type { Client } from '../xmpp/client.ts';
import { xml } from '../xmpp/core/xml.ts';
import type { OutgoingChange, OutgoingMessage } from '../xmpp/message.ts';
import { isLate } from '../xmpp/xep/0203-delay.ts';
import type { Announcer } from './announce.ts';
import type { Messages } from './messages.ts';

export interface Outbox {
  attach(account: string, client: Client): void;
  /** The server's archive was read up to now (or there is none): what is still uncertain was never received. Sending may begin. */
  settle(account: string): void;
  /** Sends what is pending, if sending has begun: messages, then what was said about messages. */
  flush(account: string): void;
  /** The oldest row that was written and whose fate is unknown: the archive's mark must not move past it. */
  uncertain(account: string): { readonly id: string; readonly sentAt: number } | undefined;
}

/** Rows written per transaction. */
const BATCH = 50;

interface Answering {
  readonly replyId: string | null;
  readonly replySender: string | null;
  readonly replyQuote: string | null;
}

function replyOf({ replyId, replySender, replyQuote }: Answering) {
  if (replyId === null) return undefined;
  return { id: replyId, ...(replySender === null ? {} : { sender: replySender }), ...(replyQuote === null ? {} : { quote: replyQuote }) };
}

/** Tells a change from a message among what was acknowledged. */
const CHANGE = 'change ';

function outgoingChange({ id, kind, address, stanzaId, target, content, mentions, ...answering }: UnsentChange): OutgoingChange {
  const way = { to: address, id: stanzaId, token: `${CHANGE}${id}` };
  switch (kind) {
    case 'correction':
      return { ...way, what: { corrects: target, body: content, reply: replyOf(answering), mentions } };
    case 'retraction':
      return { ...way, what: { retracts: target } };
    case 'reactions':
      return { ...way, what: { reactions: { of: target, emoji: JSON.parse(content) as string[] } } };
  }
}

const idsOf = (tokens: readonly string[]): number[] =>
  tokens.filter((token) => token.startsWith(CHANGE)).map((token) => Number(token.slice(CHANGE.length)));

/** How many UTF-16 units of it would go into one message. */
const room = (row: OutboxRow, maxBytes: number) => String(row.body.length - excess(row.body, maxBytes));

export interface OutboxOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly store: OutboxStore;
  readonly changes: OwnChangeStore;
  readonly messages: Pick<Messages, 'takeBack'>;
  readonly announcer: Announcer;
  /** They see when the account is online, and so know who it is. */
  readonly sees: (account: string, address: string) => boolean;
  readonly warn: (what: string, error: unknown) => void;
}

export function makeOutbox({ clock, store, changes, messages, announcer, sees, warn }: OutboxOptions): Outbox {
  const clients = new Map<string, Client>();
  const open = new Set<string>();
  /** Changes written on each account's stream. What a lost one took with it is said again: saying it twice says it once. */
  const written = new Map<string, Set<number>>();

  function outgoing(row: OutboxRow): OutgoingMessage {
    const first = row.first && !sees(row.account, row.address);
    const { address: to, stanzaId, body, mentions } = row;
    const way = { to, id: stanzaId, body, mentions, token: row.id, reply: replyOf(row), first };
    return isLate(row.sentAt, clock.now()) ? { ...way, writtenAt: row.sentAt } : way;
  }

  function touch(rows: readonly { readonly id: string; readonly conversation: string }[]): void {
    for (const row of rows) announcer.message(row);
  }

  function arrived(tokens: readonly string[]): void {
    if (tokens.length === 0) return;
    announcer.batch(() => {
      touch(store.markSent(tokens.filter((token) => !token.startsWith(CHANGE))));
      changes.left(idsOf(tokens));
    });
  }

  /** They arrived while the stream is there: what was said about them meanwhile may leave. */
  function arrivedOn(account: string, client: Client, tokens: readonly string[]): void {
    arrived(tokens);
    if (open.has(account)) flushChanges(account, client);
  }

  /** Without XEP-0198 the answer to a request that follows the message tells that the server took it: it works in order. */
  function confirmByPing(account: string, client: Client, tokens: readonly string[]): void {
    client.session
      .request({ type: 'get', child: xml('ping', { xmlns: 'urn:xmpp:ping' }) })
      .then(
        () => arrivedOn(account, client, tokens),
        (error: unknown) => {
          if (
            error instanceof Error &&
            'condition' in error &&
            error.condition !== 'not-sent' &&
            error.condition !== 'remote-server-timeout'
          )
            arrivedOn(account, client, tokens);
        },
      )
      .catch((error: unknown) => warn('an acknowledgement was not stored', error));
  }

  function flushChanges(account: string, client: Client): void {
    const known = written.get(account) ?? new Set();
    written.set(account, known);
    const waiting = changes.unsent(account).filter(({ id }) => !known.has(id));
    const leaving = waiting.filter((change) => client.messages.fits(outgoingChange(change)));
    announcer.batch(() => {
      for (const each of waiting) if (!leaving.includes(each)) messages.takeBack(account, each.address, each.stanzaId);
    });
    const said = leaving.map(outgoingChange);
    if (said.length === 0 || !client.messages.say(said, announcer.batch)) return;
    for (const { id } of leaving) known.add(id);
    if (!client.stream.managed)
      confirmByPing(
        account,
        client,
        said.map(({ token }) => token),
      );
  }

  function flush(account: string): void {
    const client = clients.get(account);
    // Nothing leaves yet whose answer would tell that the server is there.
    if (!open.has(account)) client?.stream.probe();
    while (client !== undefined && open.has(account) && client.stream.connection.state === 'online') {
      const waiting = store.pending(account, BATCH);
      if (waiting.length === 0) {
        flushChanges(account, client);
        return;
      }
      const rows = waiting.filter((row) => client.messages.fits(outgoing(row)));
      const written = client.messages.send(rows.map(outgoing), (keep) =>
        announcer.batch(() => {
          // Sent, it would end the stream, and everything behind it would wait for ever.
          for (const row of waiting) if (!rows.includes(row)) store.markFailed(row.id, 'too-long', room(row, client.stream.maxBytes));
          for (const row of rows) store.markSending(row.id);
          keep();
          touch(waiting);
        }),
      );
      if (!written) return;
      if (rows.length === 0) continue;
      if (!client.stream.managed)
        confirmByPing(
          account,
          client,
          rows.map((row) => row.id),
        );
    }
  }

  /** `tokens` never reached the server. */
  function again(account: string, tokens: readonly string[]): void {
    for (const id of idsOf(tokens)) written.get(account)?.delete(id);
    const rows = tokens.filter((token) => !token.startsWith(CHANGE));
    if (rows.length > 0) announcer.batch(() => touch(store.markPending(rows)));
  }

  return {
    attach(account, client) {
      clients.set(account, client);
      client.stream.arrived.on((tokens) => arrivedOn(account, client, tokens));
      client.session.began.on((online) => {
        open.delete(account);
        written.delete(account);
        arrived(online.arrived);
      });
      client.session.resumed.on((online) => {
        arrived(online.arrived);
        again(account, online.missed);
        flush(account);
      });
    },
    settle(account) {
      // Once per stream: what is on its way on this one is neither uncertain nor to be sent again.
      if (open.has(account)) return;
      const underway = new Set(clients.get(account)?.stream.underway);
      again(
        account,
        store.uncertain(account).flatMap((row) => (underway.has(row.id) ? [] : row.id)),
      );
      open.add(account);
      flush(account);
    },
    flush,
    uncertain: (account) => store.uncertain(account, 1)[0],
  };
}
