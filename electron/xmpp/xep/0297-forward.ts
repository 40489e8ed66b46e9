// XEP-0297 Stanza Forwarding, version 1.0: the container that carbons and archives put messages in.
import type { Element } from '../core/xml.ts';
import { NS as NS_DELAY, readTime } from './0203-delay.ts';

export const NS = 'urn:xmpp:forward:0';

export interface Forwarded {
  readonly message: Element;
  /** ms since the epoch; vouched for by whoever forwards. */
  readonly at: number | undefined;
}

export function readForwarded(parent: Element): Forwarded | undefined {
  const forwarded = parent.getChild('forwarded', NS);
  const message = forwarded?.getChild('message', 'jabber:client');
  if (forwarded === undefined || message === undefined) return undefined;
  return { message, at: readTime(forwarded.getChild('delay', NS_DELAY)?.attrs.stamp) };
}
