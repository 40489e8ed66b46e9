// Whose notification it is, as a picture: their own where it is here and small enough to be decoded in passing, else their initial.
import type { NativeImage } from 'electron';
import { avatarPng } from './avatar-image.ts';
import { lightPicture } from './light-picture.ts';

export interface Face {
  readonly name: string;
  /** The address their colour comes from. */
  readonly seed: string;
  /** The file, as they published it. */
  readonly picture?: Uint8Array;
}

const SIDE = 96;

export function notificationIcon({ name, seed, picture }: Face, decode: (bytes: Buffer) => NativeImage): NativeImage {
  const size = picture && lightPicture(picture);
  if (picture !== undefined && size !== undefined) {
    const image = decode(Buffer.from(picture));
    if (!image.isEmpty()) return image.resize(size.width < size.height ? { height: SIDE } : { width: SIDE });
  }
  return decode(avatarPng(name, seed, SIDE));
}
