// nativeImage: the bytes as they were given, if they are PNG, else empty. Nothing is decoded or scaled.
import { existsSync, readFileSync } from 'node:fs';
import type { NativeImage, Size } from 'electron';
import { guard } from './guard.ts';

export interface Images {
  /** The `nativeImage` of the module. */
  readonly nativeImage: object;
  fromBuffer(bytes: Buffer): NativeImage;
}

export function makeImages(): Images {
  const fromBuffer = (bytes: Buffer, size: Size = pngSize(bytes), template = false): NativeImage => {
    let isTemplate = template;
    const image = {
      isMacTemplateImage: template,
      // Only PNG is read here.
      isEmpty: () => size.height === 0,
      getSize: () => size,
      getAspectRatio: () => (size.height === 0 ? 1 : size.width / size.height),
      getScaleFactors: () => [1],
      toPNG: () => bytes,
      toDataURL: () => `data:image/png;base64,${bytes.toString('base64')}`,
      resize: ({ width, height }) => fromBuffer(bytes, scaled(size, width, height), isTemplate),
      isTemplateImage: () => isTemplate,
      setTemplateImage: (option) => {
        isTemplate = option;
      },
      addRepresentation: () => undefined,
    } satisfies Partial<NativeImage>;
    return guard('NativeImage', image) as unknown as NativeImage;
  };
  const nativeImage = {
    createEmpty: () => fromBuffer(Buffer.alloc(0)),
    createFromPath: (path: string) => fromBuffer(existsSync(path) ? readFileSync(path) : Buffer.alloc(0)),
    createFromBuffer: (bytes: Buffer) => fromBuffer(bytes),
    createFromDataURL: (url: string) => fromBuffer(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
  };
  return { nativeImage: guard('nativeImage', nativeImage), fromBuffer };
}

function scaled(size: Size, width: number | undefined, height: number | undefined): Size {
  const ratio = size.height === 0 ? 1 : size.width / size.height;
  return { width: Math.round(width ?? (height ?? size.height) * ratio), height: Math.round(height ?? (width ?? size.width) / ratio) };
}

/** Width and height from the IHDR chunk (PNG, ISO/IEC 15948 11.2.2); 0 x 0 for anything else. */
function pngSize(bytes: Buffer): Size {
  const png = bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47;
  return png ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : { width: 0, height: 0 };
}
