// XEP-0352 Client State Indication, version 1.0.0: whether anybody looks at Kith, so that the server may keep back what can wait.
import type { Clock } from '../../../shared/clock.ts';
import type { Session } from '../core/session.ts';
import type { Stream } from '../core/stream.ts';
import { xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:csi:0';

/** A server that begins to hold back may catch a message that was on its way; a question sets it free. ms. */
const LOOK_AFTER = 1_500;

export function clientState(
  session: Pick<Session, 'began' | 'resumed' | 'ended'>,
  stream: Pick<Stream, 'offered' | 'nonza' | 'probe'>,
  clock: Pick<Clock, 'after'>,
) {
  let active = true;
  let cancel: () => void = () => undefined;

  function tell(): void {
    cancel();
    if (!stream.offered.includes(NS)) return;
    stream.nonza(xml(active ? 'active' : 'inactive', { xmlns: NS }));
    if (!active) cancel = clock.after(LOOK_AFTER, stream.probe);
  }

  // 5.1: every stream begins as an active one, a resumed one too, unless it was bound otherwise. Said again all the same: Prosody 13
  // takes what it hears while binding down, but falls silent without ever beginning to look for what cannot wait.
  session.began.on(({ bound }) => {
    if (!active || bound?.inactive === true) tell();
  });
  session.resumed.on(() => {
    if (!active) tell();
  });
  session.ended.on(() => cancel());
  return {
    get active() {
      return active;
    },
    setActive(next: boolean): void {
      if (next === active) return;
      active = next;
      tell();
    },
  };
}
