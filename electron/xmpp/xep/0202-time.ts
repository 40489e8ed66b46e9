// XEP-0202 Entity Time, version 2.0: what time it is where somebody is. It says where roughly that is (5), so only to whom we are seen by.
import type { Clock } from '../../../shared/clock.ts';
import { bareJid } from '../../../shared/jid.ts';
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:time';

/** Minutes; there are no zones further away. */
const FURTHEST = 14 * 60;

/** Minutes east of UTC; undefined for what is no time zone (XEP-0082 3.3). */
export function readTime(time: Element | undefined): number | undefined {
  const text = time?.getChildText('tzo', NS)?.trim() ?? '';
  if (text === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):([0-5]\d)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const east = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return Math.abs(east) <= FURTHEST ? east + 0 : undefined;
}

/** `east`: minutes. */
export function writeTime(now: number, east: number): Element {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const tzo = `${east < 0 ? '-' : '+'}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
  return xml('time', { xmlns: NS }, xml('tzo', {}, tzo), xml('utc', {}, `${new Date(now).toISOString().slice(0, 19)}Z`));
}

export interface TimeOptions {
  readonly clock: Clock;
  /** Whether somebody (a bare JID) may know that we are here. */
  readonly seenBy: (address: string) => boolean;
  readonly told: () => boolean;
}

export function entityTime(session: Session, { clock, seenBy, told }: TimeOptions) {
  session.advertise(NS, told);
  session.answer('get', 'time', NS, ({ attrs }) => {
    if (!told() || !seenBy(bareJid(attrs.from ?? session.address) ?? '')) throw new StanzaError('service-unavailable');
    return writeTime(clock.now(), -new Date(clock.now()).getTimezoneOffset());
  });

  return {
    /** Minutes east of UTC where a device (a full JID) is; undefined when the answer is none. Rejects like Session.request. */
    async of(device: string): Promise<number | undefined> {
      const result = await session.request({ type: 'get', to: device, child: xml('time', { xmlns: NS }) });
      return readTime(result.getChild('time', NS));
    },
  };
}
