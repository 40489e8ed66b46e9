// XEP-0352 Client State Indication, version 1.0.0: whether anybody looks at Kith, so that the server may keep back what can wait.
import type { Session } from '../core/session.ts';
import type { Stream } from '../core/stream.ts';
import { xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:csi:0';

export function clientState(session: Pick<Session, 'began' | 'resumed'>, stream: Pick<Stream, 'offered' | 'nonza'>) {
  let active = true;

  function tell(): void {
    if (stream.offered.includes(NS)) stream.nonza(xml(active ? 'active' : 'inactive', { xmlns: NS }));
  }

  // 5.1: every stream begins as an active one, a resumed one too.
  const again = (): void => {
    if (!active) tell();
  };
  session.began.on(again);
  session.resumed.on(again);
  return {
    setActive(next: boolean): void {
      if (next === active) return;
      active = next;
      tell();
    },
  };
}
