// What the person chose and which accounts there are: settings.json. Never a secret.
import * as z from 'zod/mini';
import type { KnownAccount } from '../../shared/account.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import type { Settings } from '../../shared/settings.ts';
import { type DurableStore, openDurableStore } from './durable-store.ts';
import { readAccounts, readPresence, readSettings, valid } from './settings-schema.ts';

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
  /** What the account's people were last told of the person. */
  readonly presence: OwnPresence;
}

export type SettingsStore = DurableStore<SettingsFile>;

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
    accounts: readAccounts(raw.accounts),
    window: valid(place, raw.window)[0] ?? FIRST_PLACE,
    presence: readPresence(raw.presence),
  }));
}
