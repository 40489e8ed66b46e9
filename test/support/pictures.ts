// The first bytes of pictures of any size, which is all that is read of them before they are drawn.
import { createHash } from 'node:crypto';
import { type Element, xml } from '../../electron/xmpp/core/xml.ts';
import type { Peer } from './peer.ts';

export function pngOf(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(45);
  bytes.write('89504e470d0a1a0a0000000d49484452', 'hex');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return new Uint8Array(bytes);
}

/** With a segment of Exif data before the frame. */
export function jpegOf(width: number, height: number): Uint8Array {
  const frame = Buffer.from('ffc0001108000000000301220002110103110100', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return new Uint8Array(Buffer.concat([Buffer.from('ffd8ffe1000845786966', 'hex'), Buffer.alloc(2), frame]));
}

/** `first`: its first picture, where that is another size than the screen. */
export function gifOf(
  width: number,
  height: number,
  first: { readonly width: number; readonly height: number } = { width, height },
): Uint8Array {
  const screen = Buffer.alloc(13);
  screen.write('GIF89a', 'latin1');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const control = Buffer.from('21f9040000000000', 'hex');
  const picture = Buffer.alloc(10);
  picture.writeUInt8(0x2c);
  picture.writeUInt16LE(first.width, 5);
  picture.writeUInt16LE(first.height, 7);
  return new Uint8Array(Buffer.concat([screen, control, picture]));
}

export function webpOf(kind: 'lossy' | 'lossless' | 'extended', width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(40);
  bytes.write('RIFF', 0, 'latin1');
  bytes.write(`WEBP${{ lossy: 'VP8 ', lossless: 'VP8L', extended: 'VP8X' }[kind]}`, 8, 'latin1');
  if (kind === 'lossy') {
    bytes.write('9d012a', 23, 'hex');
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  } else if (kind === 'lossless') {
    bytes.writeUInt8(0x2f, 20);
    bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  } else {
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  }
  return new Uint8Array(bytes);
}

/** Publishes a picture as XEP-0084 does, or with undefined that there is none; returns its hash. */
export async function publishPicture(peer: Peer, bytes: Uint8Array | undefined): Promise<string> {
  const id = createHash('sha1')
    .update(bytes ?? '')
    .digest('hex');
  const publish = (node: string, payload: Element) =>
    peer.request(
      xml(
        'iq',
        { type: 'set' },
        xml('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, xml('publish', { node }, xml('item', { id }, payload))),
      ),
    );
  if (bytes !== undefined)
    await publish('urn:xmpp:avatar:data', xml('data', { xmlns: 'urn:xmpp:avatar:data' }, Buffer.from(bytes).toString('base64')));
  const info = bytes && xml('info', { id, type: 'image/png', bytes: bytes.length });
  await publish('urn:xmpp:avatar:metadata', xml('metadata', { xmlns: 'urn:xmpp:avatar:metadata' }, info));
  return id;
}
