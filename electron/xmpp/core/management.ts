// XEP-0198 Stream Management, version 1.6.3: what of ours the server has, what of its we have handled, and resuming.
// Counts every stanza since <enable/>; a stanza is acknowledged only after its batch was committed.
// What another process needs to go on with the session is a plain value, committed with what it speaks of.
import type { Clock } from '../../../shared/clock.ts';
import { StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

export const NS = 'urn:xmpp:sm:3';

const WRAP = 2 ** 32;
const LONGEST_LOCATION = 300;

/** Stanzas we may have sent since the session was kept last: more than every MANY-th asks for an answer, which keeps it. */
const UNKEPT = 100;

/** A stanza on its way: `token` names the outbox row it carries, if any. Without `stanza` another process wrote it. */
interface Unacknowledged {
  readonly stanza: Element | undefined;
  /** ms since the epoch, when it was written. */
  readonly at: number;
  readonly token: string | undefined;
}

/** A session as another process can resume it. */
export interface KeptSession {
  /** Full JID. */
  readonly jid: string;
  readonly id: string;
  readonly inbound: number;
  readonly acked: number;
  /** Stanzas since <enable/>, of whatever kind. */
  readonly sent: number;
  /** Which of them carry outbox rows and are not acknowledged: sequence number and token. */
  readonly queue: readonly (readonly [number, string])[];
  /** Seconds for which the server promised to keep it. */
  readonly max: number | undefined;
  /** Where the server wants to be reached again. */
  readonly location: string | undefined;
  /** ms since the epoch: the stream was alive. */
  readonly at: number;
}

export interface Management {
  readonly enabled: boolean;
  /** An <enable/> was written: what is sent counts from here (4). */
  begin(): Element;
  /** Reads <enabled/>. What the server sent counts from here (4): `earlier` stanzas before it are handled, but not counted. */
  confirm(enabled: Element, earlier: number): void;
  /** The <resume/> for a lost stream, or undefined when there is nothing to resume, or no more. */
  resumption(): Element | undefined;
  /** Where to resume: 'host', 'host:port' or '[IPv6]:port'; undefined without a wish of the server. */
  readonly location: string | undefined;
  /** The stream is gone; from now on the server keeps the session for `max` seconds. */
  lost(): void;
  /** What has to be stored once `handled` more stanzas are; undefined while nothing can be resumed. */
  keep(handled?: number): Omit<KeptSession, 'jid'> | undefined;
  /** Reads <resumed/>; returns the stanzas to write again, in order: only those of this process. Throws like acknowledged(). */
  resumed(element: Element): readonly Element[];
  /** Reads <failed/> (or the lack of a resumption): the session is over, and nobody knows about what was not acknowledged. */
  abandon(failed: Element | undefined): void;
  /** One of our stanzas is about to be written. */
  wrote(stanza: Element, token: string | undefined): void;
  /** The last so many were not written after all. */
  unwrote(count: number): void;
  /** Reads <a/>. Throws StreamFailure on an impossible count (4), after which there is nothing to resume. */
  acknowledged(element: Element): void;
  /** Tokens that the server turned out to have, until told(). */
  readonly arrived: readonly string[];
  /** Tokens nobody knows about, until told(). */
  readonly uncertain: readonly string[];
  /** Tokens an earlier process wrote and the server never got, until told(). */
  readonly missed: readonly string[];
  /** Tokens that are on their way: neither arrived nor uncertain. */
  readonly underway: readonly string[];
  /** Whoever has to know of `arrived` and `uncertain` has stored it. */
  told(): void;
  /** So many of the server's stanzas were handled and committed. */
  handled(count: number): void;
  answer(): Element;
  request(): Element;
  /** Stanzas of ours that are not acknowledged yet. */
  readonly waiting: number;
  /** Stanzas of ours since <enable/>, as the server counts them. */
  readonly sent: number;
}

export interface ManagementOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly kept?: KeptSession | undefined;
  /** What a stanza says when it is written again; `at`: when it was written first. As it was, when left out. */
  readonly again?: (stanza: Element, at: number) => Element;
}

export function makeManagement({ clock, kept, again = (stanza) => stanza }: ManagementOptions): Management {
  let enabled = kept !== undefined;
  let id = kept?.id;
  let max = kept?.max;
  let location = kept?.location;
  let lostAt = kept?.at;
  let inbound = kept?.inbound ?? 0;
  let uncounted = 0;
  let acked = kept?.acked ?? 0;
  let queue: Unacknowledged[] = kept === undefined ? [] : recall(kept);
  let unkept = kept === undefined ? 0 : UNKEPT;
  let arrived: string[] = [];
  let uncertain: string[] = [];
  let missed: string[] = [];

  function apply(h: string | undefined): void {
    const count = Number(h);
    const newly = (count - acked + WRAP) % WRAP;
    // Of an earlier process some of the last stanzas are unknown, but none of its rows.
    if (h === undefined || !/^\d{1,10}$/.test(h) || count >= WRAP || newly > queue.length + unkept) {
      id = undefined;
      throw new StreamFailure(
        'server-error',
        `acknowledgement of ${h ?? 'nothing'}: ${acked} stanzas were known, ${queue.length} are waiting`,
      );
    }
    acked = count;
    arrived.push(...tokens(queue.splice(0, newly)));
  }

  /** Most of a long queue carries no row. */
  function numbered(): (readonly [number, string])[] {
    const rows: (readonly [number, string])[] = [];
    for (const [index, { token }] of queue.entries()) if (token !== undefined) rows.push([(acked + index + 1) % WRAP, token]);
    return rows;
  }

  return {
    get enabled() {
      return enabled;
    },
    get waiting() {
      return queue.length;
    },
    get sent() {
      return (acked + queue.length) % WRAP;
    },
    get arrived() {
      return [...arrived];
    },
    get uncertain() {
      return [...uncertain];
    },
    get missed() {
      return [...missed];
    },
    get underway() {
      return tokens(queue);
    },
    get location() {
      return id === undefined ? undefined : location;
    },
    told() {
      arrived = [];
      uncertain = [];
      missed = [];
    },
    begin() {
      enabled = true;
      id = undefined;
      lostAt = undefined;
      unkept = 0;
      inbound = 0;
      uncounted = 0;
      acked = 0;
      queue = [];
      return xml('enable', { xmlns: NS, resume: 'true' });
    },
    confirm(element, earlier) {
      const resumable = element.attrs.resume === 'true' || element.attrs.resume === '1';
      id = resumable ? element.attrs.id : undefined;
      max = /^\d{1,9}$/.test(element.attrs.max ?? '') ? Number(element.attrs.max) : undefined;
      location = element.attrs.location?.slice(0, LONGEST_LOCATION);
      uncounted = earlier;
    },
    resumption() {
      const expired = lostAt !== undefined && max !== undefined && clock.now() - lostAt > max * 1000;
      return id === undefined || expired ? undefined : xml('resume', { xmlns: NS, previd: id, h: inbound });
    },
    lost() {
      lostAt = clock.now();
    },
    keep(handled = 0) {
      // What came before <enabled/> will not come again: until it is handled there is nothing to go on with.
      if (id === undefined || handled < uncounted) return undefined;
      return {
        id,
        inbound: (inbound + handled - uncounted) % WRAP,
        acked,
        sent: (acked + queue.length) % WRAP,
        queue: numbered(),
        max,
        location,
        at: lostAt ?? clock.now(),
      };
    },
    resumed(element) {
      apply(element.attrs.h);
      uncounted = 0;
      unkept = 0;
      lostAt = undefined;
      if (queue.every(({ stanza }) => stanza !== undefined))
        return queue.flatMap(({ stanza, at }) => (stanza === undefined ? [] : again(stanza, at)));
      // Another process's stanzas are not repeated: the outbox sends its messages again, and nobody waits for the rest.
      missed.push(...tokens(queue));
      queue = [];
      return [];
    },
    abandon(failed) {
      // 'h' is optional on <failed/>; an impossible one says nothing either, and the session is gone in any case.
      if (failed?.attrs.h !== undefined) {
        try {
          apply(failed.attrs.h);
        } catch (error) {
          if (!(error instanceof StreamFailure)) throw error;
        }
      }
      uncertain.push(...tokens(queue));
      unkept = 0;
      enabled = false;
      id = undefined;
      queue = [];
    },
    wrote(stanza, token) {
      if (enabled) queue.push({ stanza, at: clock.now(), token });
    },
    unwrote(count) {
      if (enabled && count > 0) queue.splice(-count);
    },
    acknowledged: (element) => apply(element.attrs.h),
    handled(count) {
      if (!enabled) return;
      const free = Math.min(uncounted, count);
      uncounted -= free;
      inbound = (inbound + count - free) % WRAP;
    },
    answer: () => xml('a', { xmlns: NS, h: inbound }),
    request: () => xml('r', { xmlns: NS }),
  };
}

/** The queue as it was, as far as anybody needs to know it. */
function recall({ acked, sent, queue, at }: KeptSession): Unacknowledged[] {
  const known = new Map(queue);
  return Array.from({ length: (sent - acked + WRAP) % WRAP }, (_, index) => ({
    stanza: undefined,
    at,
    token: known.get((acked + index + 1) % WRAP),
  }));
}

function tokens(entries: readonly Unacknowledged[]): string[] {
  return entries.flatMap((entry) => (entry.token === undefined ? [] : [entry.token]));
}

/** Whether XEP-0198 counts it: a stanza of this stream's own namespace, not something else of that name. */
export function isStanza(element: Element): boolean {
  const name = element.getName();
  return (name === 'message' || name === 'presence' || name === 'iq') && element.getNS() === 'jabber:client';
}
