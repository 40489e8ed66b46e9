// Whose notification it is, as a picture: their own where it is here and small enough to be decoded in passing, else their initial.
import type { NativeImage } from 'electron';
import { pictureFacts } from '../../shared/picture.ts';
import { avatarPng } from './avatar-image.ts';

export interface Face {
  readonly name: string;
  /** The address their colour comes from. */
  readonly seed: string;
  /** The file, as they published it. */
  readonly picture?: Uint8Array;
}

/** Of those that nativeImage reads. */
const TYPES: readonly string[] = ['image/png', 'image/jpeg'];
/** Decoding happens between two messages: a larger one would hold them up. */
const MOST_PIXELS = 1024 * 1024;
const SIDE = 96;

export function notificationIcon({ name, seed, picture }: Face, decode: (bytes: Buffer) => NativeImage): NativeImage {
  const facts = picture && pictureFacts(picture);
  if (picture !== undefined && facts !== undefined && TYPES.includes(facts.type) && facts.width * facts.height <= MOST_PIXELS) {
    const image = decode(Buffer.from(picture));
    if (!image.isEmpty()) return image.resize(facts.width < facts.height ? { height: SIDE } : { width: SIDE });
  }
  return decode(avatarPng(name, seed, SIDE));
}
