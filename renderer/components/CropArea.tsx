// The part of a picture that is used, moved by pointer or arrow keys and magnified by wheel or slider.
import './CropArea.css';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Crop, inside, MOST_ZOOM, moved } from './crop.ts';
import { drawPicture } from './picture-file.ts';

interface CropAreaProps {
  readonly bitmap: ImageBitmap;
  readonly crop: Crop;
  readonly onCrop: (crop: Crop) => void;
}

const PIXELS = 512;
const STEP = 0.05;

export function CropArea({ bitmap, crop, onCrop }: CropAreaProps) {
  const { t } = useTranslation();
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ readonly x: number; readonly y: number } | null>(null);
  useEffect(() => {
    if (canvas.current !== null) drawPicture(canvas.current, bitmap, crop);
  }, [bitmap, crop]);
  const zoomTo = (zoom: number) => onCrop(inside(bitmap, { ...crop, zoom }));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? STEP * 4 : STEP;
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (right !== undefined && down !== undefined) onCrop(moved(bitmap, crop, right * step, down * step));
    else if (event.key === '+' || event.key === '-') zoomTo(crop.zoom * (event.key === '+' ? 1.1 : 1 / 1.1));
    else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (drag.current === null) return;
    const { width } = event.currentTarget.getBoundingClientRect();
    onCrop(moved(bitmap, crop, (event.clientX - drag.current.x) / width, (event.clientY - drag.current.y) / width));
    drag.current = { x: event.clientX, y: event.clientY };
  };
  return (
    <div className="crop">
      {/* biome-ignore lint/a11y/useSemanticElements: not a set of form fields */}
      <div
        className="crop-area"
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the picture in it
        tabIndex={0}
        aria-label={t('profile.crop.area')}
        aria-describedby={`${id}-keys`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = null;
        }}
        onPointerCancel={() => {
          drag.current = null;
        }}
        onWheel={(event) => zoomTo(crop.zoom * (event.deltaY < 0 ? 1.08 : 1 / 1.08))}
      >
        <canvas ref={canvas} className="crop-canvas" width={PIXELS} height={PIXELS} />
      </div>
      <p className="choice-hint" id={`${id}-keys`}>
        {t('profile.crop.keys')}
      </p>
      <label className="crop-zoom">
        <span className="field-label">{t('profile.crop.zoom')}</span>
        <input
          type="range"
          min={1}
          max={MOST_ZOOM}
          step={0.05}
          value={crop.zoom}
          onChange={(event) => zoomTo(Number(event.target.value))}
        />
      </label>
    </div>
  );
}
