// What the person chose; applied at once, kept by the main process.
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import type { Api } from '../api.ts';
import type { SliceAccess } from './slice.ts';

export interface SettingsSlice {
  readonly settings: Settings;
  changeSettings(change: Partial<Settings>): Promise<void>;
  settingsChanged(settings: Settings): void;
}

export function settingsSlice({ set, get }: SliceAccess<SettingsSlice>, api: Api): SettingsSlice {
  return {
    settings: DEFAULT_SETTINGS,
    async changeSettings(change) {
      const before = get().settings;
      set({ settings: { ...before, ...change } });
      try {
        set({ settings: plain(await api.call('settings.change', change)) });
      } catch (error) {
        set({ settings: before });
        throw error;
      }
    },
    settingsChanged(settings) {
      set({ settings: plain(settings) });
    },
  };
}

/** Without the `id` an event row carries. */
function plain(settings: Settings & { readonly id?: unknown }): Settings {
  const { id: _id, ...chosen } = settings;
  return chosen;
}
