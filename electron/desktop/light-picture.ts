// Which pictures are decoded in passing, between two messages: what can be read off a file before it costs anything. The limits are measured with
// Chromium's decoders and the costliest files: within them none takes 20 ms, while a file of 256 kB may be made to take two seconds.
import { pictureFacts } from '../../shared/picture.ts';

/** As large as avatars usually are, and as Kith publishes them. */
const MOST_PIXELS = 512 * 512;
/** Every scan of a progressive JPEG (ITU-T T.81 B.2.3) goes over the whole picture; encoders make about ten. */
const MOST_SCANS = 90;
/** A colour profile is deflated (ISO/IEC 15948 11.3.2.3): in bytes of the file, which may become a thousand times as many. */
const MOST_PROFILE = 8 * 1024;

/** Width and height, when it is one that nativeImage reads, and reads fast; never throws. */
export function lightPicture(file: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const facts = pictureFacts(file);
  if (facts === undefined || facts.width * facts.height > MOST_PIXELS) return undefined;
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const light = (facts.type === 'image/png' && isLightPng(bytes)) || (facts.type === 'image/jpeg' && scansOf(bytes) <= MOST_SCANS);
  return light ? facts : undefined;
}

function isLightPng(bytes: Buffer): boolean {
  const [depth = 0, interlaced] = [bytes[24], bytes[28]];
  if (depth > 8 || interlaced !== 0) return false;
  let profile = 0;
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (name === 'IDAT') break;
    if (name === 'iCCP') profile += length;
    at += 12 + length;
  }
  return profile <= MOST_PROFILE;
}

function scansOf(bytes: Buffer): number {
  let scans = 0;
  const start = Buffer.from([0xff, 0xda]);
  for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 2)) scans++;
  return scans;
}
