// What the person chose and which accounts there are: settings.json. Never a secret.
import type { KnownAccount } from '../../shared/account.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import type { Settings } from '../../shared/settings.ts';
import { type DurableStore, openDurableStore } from './durable-store.ts';
import { readAccounts, readPresence, readSettings } from './settings-schema.ts';

interface SettingsFile extends Record<string, unknown> {
  readonly settings: Settings;
  readonly accounts: readonly KnownAccount[];
  /** What the account's people were last told of the person. */
  readonly presence: OwnPresence;
}

export type SettingsStore = DurableStore<SettingsFile>;

export function openSettings(folder: string): SettingsStore {
  return openDurableStore<SettingsFile>(folder, 'settings', (raw) => ({
    settings: readSettings(raw.settings),
    accounts: readAccounts(raw.accounts),
    presence: readPresence(raw.presence),
  }));
}
