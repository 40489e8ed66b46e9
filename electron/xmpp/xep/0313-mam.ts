// XEP-0313 Message Archive Management, version 1.1.3: pages of the account's archive on the server.
import { randomUUID } from 'node:crypto';
import { sameJid } from '../../../shared/jid.ts';
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';
import { type PageRequest, readPage, writePage } from './0059-rsm.ts';
import { readTime } from './0203-delay.ts';
import { type Forwarded, readForwarded } from './0297-forward.ts';

export const NS = 'urn:xmpp:mam:2';
/** Announced where `afterId` may be asked for. */
export const NS_EXTENDED = 'urn:xmpp:mam:2#extended';

export interface Archived extends Forwarded {
  /** The archive's id of the message. */
  readonly id: string;
}

export interface ArchivePage {
  /** In the archive's order, oldest first. */
  readonly results: readonly Archived[];
  readonly complete: boolean;
  readonly first: string | undefined;
  readonly last: string | undefined;
}

export interface ArchiveQuery extends PageRequest {
  /** Bare JID; left out: everybody. */
  readonly with?: string;
  /** Only what came after this archive id, whatever page of it is asked for; needs NS_EXTENDED. */
  readonly afterId?: string;
  /** ms since the epoch; the last moment that is of interest. Archives may count whole seconds: what they give is to be looked at again. */
  readonly end?: number;
}

/** Where an archive begins and ends (4.3). */
export interface ArchiveMetadata {
  readonly start?: ArchiveEnd;
  readonly end?: ArchiveEnd;
}

interface ArchiveEnd {
  readonly id: string;
  /** ms since the epoch. */
  readonly at: number;
}

export function readMetadata(metadata: Element | undefined): ArchiveMetadata {
  const read = (name: string): ArchiveEnd | undefined => {
    const { id, timestamp } = metadata?.getChild(name)?.attrs ?? {};
    const at = readTime(timestamp);
    return id && at !== undefined ? { id, at } : undefined;
  };
  const start = read('start');
  const end = read('end');
  return { ...(start && { start }), ...(end && { end }) };
}

/** Reads a <result/>; undefined when it is none. */
export function readResult(message: Element): (Archived & { readonly queryId: string | undefined }) | undefined {
  const result = message.getChild('result', NS);
  const id = result?.attrs.id;
  const forwarded = result === undefined ? undefined : readForwarded(result);
  return result === undefined || !id || forwarded === undefined ? undefined : { ...forwarded, id, queryId: result.attrs.queryid };
}

export function mam(session: Session) {
  // By archive id, which one archive gives once: a batch that had to be handled again brings the same results again.
  const open = new Map<string, { readonly max: number; readonly results: Map<string, Archived> }>();

  return {
    /** True when the message belongs to an archive query, honest or forged: it is then no message of its own. */
    take(message: Element): boolean {
      if (message.getChild('result', NS) === undefined) return false;
      const result = readResult(message);
      const { from } = message.attrs;
      // 4.2: results come from the archive that was asked, here the account itself, and only for a query that is open.
      const honest = from === undefined || sameJid(from, session.address);
      const query = result?.queryId === undefined || !honest ? undefined : open.get(result.queryId);
      if (result !== undefined && query !== undefined && query.results.size <= query.max) query.results.set(result.id, result);
      return true;
    },
    /** Needs NS_EXTENDED; an empty archive has neither end. Rejects with StanzaError. */
    async metadata(): Promise<ArchiveMetadata> {
      const answer = await session.request({ type: 'get', child: xml('metadata', { xmlns: NS }) });
      return readMetadata(answer.getChild('metadata', NS));
    },
    /**
     * One page. Rejects with StanzaError: 'item-not-found' when `after` or `before` is no longer in the archive, 'resource-constraint'
     * when the archive gives more than `max` (XEP-0059 2.1), so that nobody can tell what lies between the pages.
     */
    async page(query: ArchiveQuery): Promise<ArchivePage> {
      const queryId = randomUUID();
      const results = new Map<string, Archived>();
      open.set(queryId, { max: query.max, results });
      const fields = [field('FORM_TYPE', NS, 'hidden')];
      if (query.with !== undefined) fields.push(field('with', query.with));
      if (query.end !== undefined) fields.push(field('end', new Date(Math.ceil(query.end / 1000) * 1000).toISOString()));
      if (query.afterId !== undefined) fields.push(field('after-id', query.afterId));
      try {
        const answer = await session.request({
          type: 'set',
          child: xml(
            'query',
            { xmlns: NS, queryid: queryId },
            xml('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...fields),
            writePage(query),
          ),
        });
        if (results.size > query.max) throw new StanzaError('resource-constraint', 'wait');
        const fin = answer.getChild('fin', NS);
        return { results: [...results.values()], complete: fin?.attrs.complete === 'true' || fin?.attrs.complete === '1', ...bounds(fin) };
      } finally {
        open.delete(queryId);
      }
    },
  };
}

function bounds(fin: Element | undefined): { first: string | undefined; last: string | undefined } {
  return fin === undefined ? { first: undefined, last: undefined } : readPage(fin);
}

function field(name: string, value: string, type?: string): Element {
  return xml('field', { var: name, type }, xml('value', {}, value));
}

export type Mam = ReturnType<typeof mam>;
