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
  /** An <enable/> was written: counting starts at zero (5.1: both directions). */
  begin(): Element;
  /** Reads <enabled/>. */
  confirm(enabled: Element): void;
  /** The <resume/> for a lost stream, or undefined when there is nothing to resume. */
  resumption(): Element | undefined;
  /** Reads <resumed/>; returns the stanzas to write again, in order, and tells which tokens arrived. */
  resumed(element: Element): { readonly arrived: readonly string[]; readonly again: readonly Element[] };
  /** Reads <failed/> (or the lack of a resumption): tells what arrived and what nobody knows about. Forgets the session. */
  abandon(failed: Element | undefined): { readonly arrived: readonly string[]; readonly uncertain: readonly string[] };
  /** One of our stanzas was written. */
  wrote(stanza: Element, token: string | undefined): void;
  /** Reads <a/>; returns the tokens the server now has. Throws StreamFailure on an impossible count (4). */
  acknowledged(element: Element): readonly string[];
  /** So many of the server's stanzas were handled and committed. */
  handled(count: number): void;
  answer(): Element;
  request(): Element;
  /** Something of ours is not acknowledged yet. */
  readonly waiting: boolean;
}

export function makeManagement(): Management {
  let enabled = false;
  let id: string | undefined;
  let inbound = 0;
  let acked = 0;
  let queue: Unacknowledged[] = [];

  function apply(h: string | undefined): string[] {
    const count = Number(h);
    if (h === undefined || !/^\d{1,10}$/.test(h) || count >= WRAP) throw new StreamFailure('server-error', `acknowledgement count ${h}`);
    const newly = (count - acked + WRAP) % WRAP;
    if (newly > queue.length) throw new StreamFailure('server-error', `acknowledged ${newly} stanzas of ${queue.length}`);
    acked = count;
    return tokens(queue.splice(0, newly));
  }

  return {
    get enabled() {
      return enabled;
    },
    get waiting() {
      return enabled && queue.length > 0;
    },
    begin() {
      enabled = true;
      id = undefined;
      inbound = 0;
      acked = 0;
      queue = [];
      return xml('enable', { xmlns: NS, resume: 'true' });
    },
    confirm(element) {
      const resumable = element.attrs.resume === 'true' || element.attrs.resume === '1';
      id = resumable ? element.attrs.id : undefined;
    },
    resumption() {
      return id === undefined ? undefined : xml('resume', { xmlns: NS, previd: id, h: inbound });
    },
    resumed(element) {
      const arrived = apply(element.attrs.h);
      return { arrived, again: queue.map((entry) => entry.stanza) };
    },
    abandon(failed) {
      let arrived: string[] = [];
      // 'h' is optional on <failed/>; an impossible one says nothing either, and the session is gone in any case.
      if (failed?.attrs.h !== undefined) {
        try {
          arrived = apply(failed.attrs.h);
        } catch {
          arrived = [];
        }
      }
      const uncertain = tokens(queue);
      enabled = false;
      id = undefined;
      queue = [];
      return { arrived, uncertain };
    },
    wrote(stanza, token) {
      if (enabled) queue.push({ stanza, token });
    },
    acknowledged: (element) => apply(element.attrs.h),
    handled(count) {
      if (enabled) inbound = (inbound + count) % WRAP;
    },
    answer: () => xml('a', { xmlns: NS, h: inbound }),
    request: () => xml('r', { xmlns: NS }),
  };
}

function tokens(entries: readonly Unacknowledged[]): string[] {
  return entries.flatMap((entry) => (entry.token === undefined ? [] : [entry.token]));
}

export function isStanza(element: Element): boolean {
  const name = element.getName();
  return name === 'message' || name === 'presence' || name === 'iq';
}
