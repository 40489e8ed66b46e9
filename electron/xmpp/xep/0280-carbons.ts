// XEP-0280 Message Carbons, version 1.0.1: what the account's other devices send and receive.
import { sameJid } from '../../../shared/jid.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import { type Forwarded, readForwarded } from './0297-forward.ts';

export const NS = 'urn:xmpp:carbons:2';

export interface Carbon extends Forwarded {
  readonly direction: 'received' | 'sent';
}

/** 'forged' when somebody else wraps a carbon: section 11 demands that the wrapper comes from the account's own bare JID. */
export function readCarbon(message: Element, own: string): Carbon | 'forged' | undefined {
  const sent = message.getChild('sent', NS);
  const wrapper = sent ?? message.getChild('received', NS);
  if (wrapper === undefined) return undefined;
  const { from } = message.attrs;
  if (from === undefined || !sameJid(from, own)) return 'forged';
  const forwarded = readForwarded(wrapper);
  return forwarded === undefined ? 'forged' : { ...forwarded, direction: sent === undefined ? 'received' : 'sent' };
}

export function carbons(session: Session) {
  return {
    async enable(): Promise<void> {
      await session.request({ type: 'set', child: xml('enable', { xmlns: NS }) });
    },
  };
}
