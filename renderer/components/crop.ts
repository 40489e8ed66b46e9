// Which square of a picture is used: where its middle lies and how much it is magnified, always inside of the picture. Pure.

export interface Crop {
  /** The middle, in parts of the picture's width and height. */
  readonly x: number;
  readonly y: number;
  /** 1: as much of the picture as a square can hold. */
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const WHOLE: Crop = { x: 0.5, y: 0.5, zoom: 1 };
export const MOST_ZOOM = 5;

/** The square in pixels of the picture. */
export function squareOf(size: Size, { x, y, zoom }: Crop): { readonly left: number; readonly top: number; readonly side: number } {
  const side = Math.min(size.width, size.height) / zoom;
  return { left: x * size.width - side / 2, top: y * size.height - side / 2, side };
}

/** The nearest one that lies inside of the picture. */
export function inside(size: Size, { x, y, zoom }: Crop): Crop {
  const fitting = clamp(zoom, 1, MOST_ZOOM);
  const half = Math.min(size.width, size.height) / fitting / 2;
  return {
    zoom: fitting,
    x: clamp(x, half / size.width, 1 - half / size.width),
    y: clamp(y, half / size.height, 1 - half / size.height),
  };
}

/** Moved by parts of the square's side, as the picture under it moves. */
export function moved(size: Size, crop: Crop, right: number, down: number): Crop {
  const { side } = squareOf(size, crop);
  return inside(size, { ...crop, x: crop.x - (right * side) / size.width, y: crop.y - (down * side) / size.height });
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
