// XEP-0386 Bind 2, version 1.1.0: a resource, carbons, stream management and client state in the request that signs in.
import { parseJid } from '../../../shared/jid.ts';
import { NS as NS_SM } from './management.ts';
import { StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

export const NS = 'urn:xmpp:bind:0';
const NS_CARBONS = 'urn:xmpp:carbons:2';
const NS_CSI = 'urn:xmpp:csi:0';
const NS_MAM = 'urn:xmpp:mam:2';

/** What is already so when the stream begins. */
export interface BoundAtOnce {
  readonly carbons: boolean;
  /** The session begins as one nobody looks at. */
  readonly inactive: boolean;
  /** The archive's newest id at that moment, where the server says it and there is one (3.2). */
  readonly archiveEnd?: string;
}

/** `inline` is what SASL offers to do in one go; undefined where binding is no part of it. `inactive`: nobody looks at Kith. */
export function bindRequest(inline: Element | undefined, inactive: boolean): Element | undefined {
  const offered = inline?.getChild('bind', NS);
  if (offered === undefined) return undefined;
  const can = canDo(offered);
  return xml(
    'bind',
    { xmlns: NS },
    // Others may see it: it names the software and nothing of the person's (5).
    xml('tag', {}, 'Kith'),
    can(NS_CARBONS) && xml('enable', { xmlns: NS_CARBONS }),
    can(NS_SM) && xml('enable', { xmlns: NS_SM, resume: 'true' }),
    inactive && can(NS_CSI) && xml('inactive', { xmlns: NS_CSI }),
  );
}

export interface Bound extends BoundAtOnce {
  readonly jid: string;
  /** <enabled/> of stream management, where it was asked for and granted. */
  readonly enabled: Element | undefined;
}

/** Reads the success of a sign-in that asked to bind. Throws StreamFailure when nothing was bound. */
export function readBound(success: Element, request: Element, identifier: string | null): Bound {
  const bound = success.getChild('bound', NS);
  if (bound === undefined || !identifier || parseJid(identifier, { tolerant: true })?.resource === undefined)
    throw new StreamFailure('server-error', 'the server bound no address');
  const archiveEnd = bound.getChild('metadata', NS_MAM)?.getChild('end')?.attrs.id;
  return {
    jid: identifier,
    ...(archiveEnd ? { archiveEnd } : {}),
    // Both must succeed, so there is no answer (3.2).
    inactive: request.getChild('inactive', NS_CSI) !== undefined,
    carbons: request.getChild('enable', NS_CARBONS) !== undefined,
    enabled: request.getChild('enable', NS_SM) === undefined ? undefined : bound.getChild('enabled', NS_SM),
  };
}

function canDo(offered: Element): (feature: string) => boolean {
  const features = offered.getChild('inline', NS)?.getChildren('feature', NS) ?? [];
  return (feature) => features.some(({ attrs }) => attrs.var === feature);
}
