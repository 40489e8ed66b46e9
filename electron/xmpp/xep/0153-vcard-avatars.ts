// XEP-0153 vCard-Based Avatars, version 1.1.1: presence tells the hash of the picture in somebody's vCard.
import { bareJid } from '../../../shared/jid.ts';
import { isPictureHash } from '../../../shared/picture.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import type { Element } from '../core/xml.ts';

export const NS = 'vcard-temp:x:update';

/** SHA-1 in hexadecimal; null: no picture; undefined: no word about it (4.1). */
export function readPhotoHash(presence: Element): string | null | undefined {
  const photo = presence.getChild('x', NS)?.getChild('photo', NS);
  if (photo === undefined) return undefined;
  const hash = photo.text().trim().toLowerCase();
  return hash === '' ? null : isPictureHash(hash) ? hash : undefined;
}

export interface HeardPhoto {
  /** Bare JID. */
  readonly address: string;
  readonly hash: string | null;
}

export function vcardAvatars(session: Session) {
  const changed: Signal<HeardPhoto> = signal<HeardPhoto>();
  session.onPresence((presence) => {
    const { from, type } = presence.attrs;
    const hash = type === undefined ? readPhotoHash(presence) : undefined;
    const address = bareJid(from ?? '');
    if (hash !== undefined && address !== undefined) changed.emit({ address, hash });
  });
  return { changed };
}
