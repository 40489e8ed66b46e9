// A picture file of the person's: read, and made into what is published: a small square without anything the file tells besides the picture.
import { pictureFacts } from '../../shared/picture.ts';
import { type Crop, squareOf } from './crop.ts';

const MOST_BYTES = 20 * 1024 * 1024;
const MOST_PIXELS = 100_000_000;
/** Of the published file; a stanza that carries it is a third larger. */
const LARGEST = 180_000;
const SIDES = [512, 384, 256] as const;

export type Unreadable = 'notPicture' | 'tooLarge';

/** Judged by its first bytes before a pixel is decoded. */
export async function readPicture(file: Blob): Promise<ImageBitmap | Unreadable> {
  if (file.size > MOST_BYTES) return 'tooLarge';
  const facts = pictureFacts(new Uint8Array(await file.arrayBuffer()));
  if (facts === undefined) return 'notPicture';
  if (facts.width * facts.height > MOST_PIXELS) return 'tooLarge';
  return createImageBitmap(file).catch(() => 'notPicture' as const);
}

/** PNG as XEP-0084 wants it, as large as it may be, never scaled up; JPEG where not even a small PNG is small enough. */
export async function makePicture(bitmap: ImageBitmap, crop: Crop): Promise<Blob> {
  const { side } = squareOf(bitmap, crop);
  const natural = Math.max(1, Math.round(side));
  for (const most of SIDES) {
    const png = await encode(bitmap, crop, Math.min(most, natural), 'image/png');
    if (png.size <= LARGEST) return png;
  }
  return encode(bitmap, crop, Math.min(256, natural), 'image/jpeg');
}

export function drawPicture(canvas: HTMLCanvasElement, bitmap: ImageBitmap, crop: Crop): void {
  const { left, top, side } = squareOf(bitmap, crop);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.imageSmoothingQuality = 'high';
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

async function encode(bitmap: ImageBitmap, crop: Crop, size: number, type: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  drawPicture(canvas, bitmap, crop);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.85));
  if (blob === null) throw new Error(`the picture was not encoded as ${type}`);
  return blob;
}
