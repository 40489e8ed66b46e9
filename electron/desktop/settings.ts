// What the person chose and which accounts there are: settings.json. Never a secret.
import * as z from 'zod/mini';
import type { KnownAccount } from '../../shared/account.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { type DurableStore, openDurableStore } from './durable-store.ts';

export interface WindowPlace {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

interface SettingsFile extends Record<string, unknown> {
  readonly settings: Settings;
  readonly accounts: readonly KnownAccount[];
  readonly window: WindowPlace;
}

export type SettingsStore = DurableStore<SettingsFile>;

const account = z.object({
  id: z.string().check(z.regex(/^[0-9a-f-]{36}$/)),
  address: z.string().check(z.minLength(1), z.maxLength(2047)),
  server: z.exactOptional(z.string().check(z.maxLength(255))),
  port: z.exactOptional(z.int().check(z.gte(1), z.lte(65535))),
});
const place = z.object({
  x: z.exactOptional(z.int()),
  y: z.exactOptional(z.int()),
  width: z.int().check(z.gte(380), z.lte(20000)),
  height: z.int().check(z.gte(480), z.lte(20000)),
});

export const FIRST_PLACE: WindowPlace = { width: 1180, height: 760 };

export function openSettings(folder: string): SettingsStore {
  return openDurableStore<SettingsFile>(folder, 'settings', (raw) => ({
    settings: readSettings(raw.settings),
    accounts: Array.isArray(raw.accounts) ? raw.accounts.flatMap((each) => valid(account, each)) : [],
    window: valid(place, raw.window)[0] ?? FIRST_PLACE,
  }));
}

function valid<T>(schema: z.ZodMiniType<T>, value: unknown): T[] {
  const result = schema.safeParse(value);
  return result.success ? [result.data] : [];
}

/** Field by field: one odd value must not cost the others. */
function readSettings(raw: unknown): Settings {
  const given = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const pick = <T>(schema: z.ZodMiniType<T>, value: unknown, fallback: T): T => valid(schema, value)[0] ?? fallback;
  return {
    theme: pick(z.enum(['system', 'light', 'dark', 'contrast']), given.theme, DEFAULT_SETTINGS.theme),
    density: pick(z.enum(['comfortable', 'compact']), given.density, DEFAULT_SETTINGS.density),
    language: pick(z.enum(['en', 'en-XA']), given.language, DEFAULT_SETTINGS.language),
    listWidth: pick(z.number().check(z.gte(240), z.lte(420)), given.listWidth, DEFAULT_SETTINGS.listWidth),
  };
}
