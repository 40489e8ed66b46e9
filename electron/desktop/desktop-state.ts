// What Kith remembers about the desktop it runs on, beside the settings: desktop.json. Nothing in it was chosen in a dialog.
import * as z from 'zod/mini';
import { type DurableStore, openDurableStore } from './durable-store.ts';
import { type Places, SMALLEST } from './window-place.ts';

interface DesktopFile extends Record<string, unknown> {
  readonly places: Places;
  /** The person was told that closing leaves Kith in the tray. */
  readonly hinted: boolean;
  /** No notifications until then (ms since the epoch); 0 for none. */
  readonly pausedUntil: number;
}

export type DesktopState = DurableStore<DesktopFile>;

const place = z.object({
  x: z.exactOptional(z.int()),
  y: z.exactOptional(z.int()),
  width: z.int().check(z.gte(SMALLEST.width), z.lte(20000)),
  height: z.int().check(z.gte(SMALLEST.height), z.lte(20000)),
  maximised: z.boolean(),
});

export function openDesktopState(folder: string): DesktopState {
  return openDurableStore<DesktopFile>(folder, 'desktop', (raw) => ({
    places: z.record(z.string().check(z.maxLength(1000)), place).safeParse(raw.places).data ?? {},
    hinted: raw.hinted === true,
    pausedUntil: z.int().check(z.gte(0)).safeParse(raw.pausedUntil).data ?? 0,
  }));
}
