// The picture of a notification: somebody's own where it can be drawn without holding anything up, else their initial.
import type { NativeImage } from 'electron';
import { expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { notificationIcon } from '../../electron/desktop/notification-icon.ts';
import { jpegOf, pngOf, webpOf } from '../support/pictures.ts';

const JULIET = { name: 'Juliet', seed: 'juliet@capulet.lit' };
const INITIAL = avatarPng(JULIET.name, JULIET.seed, 96).toString('hex');

/** What is drawn: the bytes, and how they were scaled. */
function drawn(picture: Uint8Array | undefined, readable = true) {
  const decoded: string[] = [];
  const image = (hex: string, size?: object): NativeImage => {
    const empty = hex !== INITIAL && !readable;
    return { hex, size, isEmpty: () => empty, resize: (to: object) => image(hex, to) } as unknown as NativeImage;
  };
  const icon = notificationIcon({ ...JULIET, ...(picture && { picture }) }, (bytes) => {
    decoded.push(bytes.toString('hex'));
    return image(bytes.toString('hex'));
  }) as unknown as { readonly hex: string; readonly size?: object };
  return { hex: icon.hex, size: icon.size, decoded };
}

it.each([
  ['a PNG', pngOf(512, 256), { width: 96 }],
  ['a JPEG', jpegOf(256, 512), { height: 96 }],
])('%s is shown, scaled down', (_, picture, size) => {
  expect(drawn(picture)).toMatchObject({ hex: Buffer.from(picture).toString('hex'), size });
});

/** The same, with this in front of its pixels. */
const chunk = (name: string, length: number): Uint8Array => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([pngOf(64, 64).subarray(0, 33), head, Buffer.alloc(length + 4)]);
};
const scans = (count: number): Uint8Array =>
  Buffer.concat([jpegOf(64, 64), ...Array.from({ length: count }, () => Buffer.from('ffda', 'hex'))]);
const png = (at: number, value: number): Uint8Array => pngOf(64, 64).with(at, value);

it.each([
  ['a PNG with a colour profile', chunk('iCCP', 3000)],
  ['a progressive JPEG', scans(12)],
])('%s is shown too', (_, picture) => {
  expect(drawn(picture).hex).toBe(Buffer.from(picture).toString('hex'));
});

it.each([
  ['nothing', undefined],
  ['another kind of picture', webpOf('lossy', 64, 64)],
  ['more pixels than can be decoded in passing', pngOf(1024, 512)],
  ['sixteen bits a colour', png(24, 16)],
  ['a PNG that is laid out in passes', png(28, 1)],
  ['a colour profile that may be larger than any picture', chunk('iCCP', 9000)],
  ['a JPEG that is drawn over a thousand times', scans(1000)],
  ['no picture at all', new TextEncoder().encode('<svg onload="alert(1)"/>')],
])('%s: the initial, and nothing is decoded', (_, picture) => {
  expect(drawn(picture)).toMatchObject({ hex: INITIAL, decoded: [INITIAL] });
});

it('what turns out not to be one gives way to the initial', () => {
  expect(drawn(pngOf(64, 64), false).hex).toBe(INITIAL);
});
