// XEP-0215 External Service Discovery, version 1.0.0: which kinds of helpers outside XMPP the server names, such as relays for calls.
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:extdisco:2';

export function readKinds(services: Element | undefined): readonly string[] {
  return [...new Set(services?.getChildren('service', NS).flatMap((service) => service.attrs.type ?? []) ?? [])];
}

export function externalServices(session: Session) {
  return {
    /** Such as 'stun' and 'turn'. Rejects like Session.request. */
    async kinds(to: string): Promise<readonly string[]> {
      const result = await session.request({ type: 'get', to, child: xml('services', { xmlns: NS }) });
      return readKinds(result.getChild('services', NS));
    },
  };
}
