// XEP-0198 Stream Management, version 1.6.3: what of ours the server has, what of its we have handled, and resuming.
// Counts every stanza since <enable/>; a stanza is acknowledged only after its batch was committed.
import { StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

export const NS = 'urn:xmpp:sm:3';

const WRAP = 2 ** 32;

/** A stanza on its way: `token` names the outbox row it carries, if any. */
interface Unacknowledged {
  readonly stanza: Element;
  readonly token: string | undefined;
}

export interface Management {
  readonly enabled: boolean;
  /** An <enable/> was written: what is sent counts from here (4). */
  begin(): Element;
  /** Reads <enabled/>. What the server sent counts from here (4): `earlier` stanzas before it are handled, but not counted. */
  confirm(enabled: Element, earlier: number): void;
  /** The <resume/> for a lost stream, or undefined when there is nothing to resume. */
  resumption(): Element | undefined;
  /** Reads <resumed/>; returns the stanzas to write again, in order. Throws like acknowledged(). */
  resumed(element: Element): readonly Element[];
  /** Reads <failed/> (or the lack of a resumption): the session is over, and nobody knows about what was not acknowledged. */
  abandon(failed: Element | undefined): void;
  /** One of our stanzas was written. */
  wrote(stanza: Element, token: string | undefined): void;
  /** Reads <a/>. Throws StreamFailure on an impossible count (4), after which there is nothing to resume. */
  acknowledged(element: Element): void;
  /** Tokens that the server turned out to have, until told(). */
  readonly arrived: readonly string[];
  /** Tokens nobody knows about, until told(). */
  readonly uncertain: readonly string[];
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

export function makeManagement(): Management {
  let enabled = false;
  let id: string | undefined;
  let inbound = 0;
  let uncounted = 0;
  let acked = 0;
  let queue: Unacknowledged[] = [];
  let arrived: string[] = [];
  let uncertain: string[] = [];

  function apply(h: string | undefined): void {
    const count = Number(h);
    const newly = (count - acked + WRAP) % WRAP;
    if (h === undefined || !/^\d{1,10}$/.test(h) || count >= WRAP || newly > queue.length) {
      id = undefined;
      throw new StreamFailure(
        'server-error',
        `acknowledgement of ${h ?? 'nothing'}: ${acked} stanzas were known, ${queue.length} are waiting`,
      );
    }
    acked = count;
    arrived.push(...tokens(queue.splice(0, newly)));
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
    told() {
      arrived = [];
      uncertain = [];
    },
    begin() {
      enabled = true;
      id = undefined;
      inbound = 0;
      uncounted = 0;
      acked = 0;
      queue = [];
      return xml('enable', { xmlns: NS, resume: 'true' });
    },
    confirm(element, earlier) {
      const resumable = element.attrs.resume === 'true' || element.attrs.resume === '1';
      id = resumable ? element.attrs.id : undefined;
      uncounted = earlier;
    },
    resumption() {
      return id === undefined ? undefined : xml('resume', { xmlns: NS, previd: id, h: inbound });
    },
    resumed(element) {
      apply(element.attrs.h);
      uncounted = 0;
      return queue.map((entry) => entry.stanza);
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
      enabled = false;
      id = undefined;
      queue = [];
    },
    wrote(stanza, token) {
      if (enabled) queue.push({ stanza, token });
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

function tokens(entries: readonly Unacknowledged[]): string[] {
  return entries.flatMap((entry) => (entry.token === undefined ? [] : [entry.token]));
}

/** Whether XEP-0198 counts it: a stanza of this stream's own namespace, not something else of that name. */
export function isStanza(element: Element): boolean {
  const name = element.getName();
  return (name === 'message' || name === 'presence' || name === 'iq') && element.getNS() === 'jabber:client';
}
