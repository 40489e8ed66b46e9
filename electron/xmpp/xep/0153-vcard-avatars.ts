// XEP-0153 vCard-Based Avatars, version 1.1.1: presence tells the hash of the picture in somebody's vCard.
import { bareJid, parseJid } from '../../../shared/jid.ts';
import { isPictureHash } from '../../../shared/picture.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'vcard-temp:x:update';

/** SHA-1 in hexadecimal; null: no picture; undefined: no word about it (4.1). */
export function readPhotoHash(presence: Element): string | null | undefined {
  const photo = presence.getChild('x', NS)?.getChild('photo', NS);
  if (photo === undefined) return undefined;
  const hash = photo.text().trim().toLowerCase();
  return hash === '' ? null : isPictureHash(hash) ? hash : undefined;
}

/** The own picture, for presence: its hash, null for none, undefined as long as it is not known (4.1). */
export function writePhotoHash(hash: string | null | undefined): Element {
  return xml('x', { xmlns: NS }, hash !== undefined && xml('photo', {}, hash ?? ''));
}

export interface HeardPhoto {
  /** Bare JID. */
  readonly address: string;
  readonly hash: string | null;
}

/** What another device of the account says of the picture. */
export interface OtherDevice {
  readonly resource: string;
  /** A hash or null as above; 'unknown': it has not looked yet; 'nothing': it knows nothing of such pictures; 'gone': it is no longer there. */
  readonly word: string | null;
}

export function vcardAvatars(session: Session) {
  const changed: Signal<HeardPhoto> = signal<HeardPhoto>();
  const devices: Signal<OtherDevice> = signal<OtherDevice>();
  session.onPresence((presence) => {
    const { from, type } = presence.attrs;
    const hash = type === undefined ? readPhotoHash(presence) : undefined;
    const address = bareJid(from ?? '');
    if (hash !== undefined && address !== undefined) changed.emit({ address, hash });
    if (address !== session.address || from === session.jid || (type !== undefined && type !== 'unavailable')) return;
    const silence = type === 'unavailable' ? 'gone' : presence.getChild('x', NS) === undefined ? 'nothing' : 'unknown';
    devices.emit({ resource: parseJid(from ?? '', { tolerant: true })?.resource ?? '', word: hash === undefined ? silence : hash });
  });
  return { changed, devices };
}
