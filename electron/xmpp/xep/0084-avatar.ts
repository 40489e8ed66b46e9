// XEP-0084 User Avatar, version 1.1.4: which picture somebody has is told by an event, the picture itself is asked for by its hash.
import { isPictureHash, PICTURE_BYTES, PICTURE_SIDE, PICTURE_TYPES, type PictureFacts } from '../../../shared/picture.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import type { Item, PubSub } from './0060-pubsub.ts';
import { following } from './0163-pep.ts';

export const NS_DATA = 'urn:xmpp:avatar:data';
export const NS_METADATA = 'urn:xmpp:avatar:metadata';

export interface ToldPicture {
  /** SHA-1 in hexadecimal; null: they have none (3.5). */
  readonly hash: string | null;
  /** By its own word it is larger than anything that is shown. */
  readonly tooLarge: boolean;
}

/** Of several kinds of the same picture the first that lies with them: what lies elsewhere is not fetched (4.2.1). Undefined: no word. */
export function readAvatarMetadata(metadata: Element): ToldPicture | undefined {
  if (!metadata.is('metadata', NS_METADATA)) return undefined;
  const infos = metadata.getChildren('info', NS_METADATA);
  if (infos.length === 0) return { hash: null, tooLarge: false };
  const info = infos.find(
    ({ attrs }) =>
      attrs.url === undefined && PICTURE_TYPES.some((type) => type === attrs.type) && isPictureHash((attrs.id ?? '').toLowerCase()),
  );
  if (info === undefined) return undefined;
  const { id = '', bytes, width, height } = info.attrs;
  const over = (text: string | undefined, most: number) => text !== undefined && !(Number(text) <= most);
  return { hash: id.toLowerCase(), tooLarge: over(bytes, PICTURE_BYTES) || over(width, PICTURE_SIDE) || over(height, PICTURE_SIDE) };
}

/** Undefined for what is no data, or too much of it. */
export function readData(data: Element | undefined): Uint8Array | undefined {
  return data?.is('data', NS_DATA) ? fromBase64(data.text()) : undefined;
}

/** With the line feeds that must be accepted (4.1); what is longer than any picture that is shown is not even decoded. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length > PICTURE_BYTES * 1.5) return undefined;
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return bytes.length === 0 || bytes.length > PICTURE_BYTES ? undefined : bytes;
}

/** The picture itself, and the word that it is the current one: in this order (3.1). Without a picture only the word. */
export function avatarItems(
  hash: string,
  { type, width, height }: PictureFacts,
  bytes: Uint8Array,
): { readonly data: Item; readonly metadata: Item } {
  const info = xml('info', { id: hash, bytes: bytes.length, type, width, height });
  return {
    data: { id: hash, payload: xml('data', { xmlns: NS_DATA }, Buffer.from(bytes).toString('base64')) },
    metadata: { id: hash, payload: xml('metadata', { xmlns: NS_METADATA }, info) },
  };
}

/** 3.5. */
export const noAvatar = (): Item => ({ id: 'none', payload: xml('metadata', { xmlns: NS_METADATA }) });

export interface HeardPicture extends ToldPicture {
  /** Bare JID. */
  readonly address: string;
}

export interface TakenPicture {
  /** Bare JID. */
  readonly address: string;
  /** Hashes of pictures, or whichever they had. */
  readonly hashes: readonly string[] | 'all';
}

export function avatars(session: Session, pubsub: PubSub) {
  const changed: Signal<HeardPicture> = signal<HeardPicture>();
  /** They no longer say anything about these. */
  const taken: Signal<TakenPicture> = signal<TakenPicture>();
  following(session, NS_METADATA).on(({ address, items, taken: hashes }) => {
    const payload = items.at(-1)?.payload;
    const told = payload && readAvatarMetadata(payload);
    if (told !== undefined) changed.emit({ address, ...told });
    if (hashes !== undefined) taken.emit({ address, hashes: hashes === 'all' ? hashes : hashes.map((each) => each.toLowerCase()) });
  });
  return {
    changed,
    taken,
    /** The picture with this hash as they hand it out, unproven; undefined where there is none. Rejects like Session.request. */
    async data(address: string, hash: string): Promise<Uint8Array | undefined> {
      const items = await pubsub.items(NS_DATA, { address, id: hash });
      return readData(items.find(({ id }) => id.toLowerCase() === hash)?.payload);
    },
  };
}
