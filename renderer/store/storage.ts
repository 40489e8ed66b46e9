// How the archive and the secrets stand, as the main process tells it.
import type { StorageState } from '../../shared/storage.ts';
import type { Api } from '../api.ts';
import type { SliceAccess } from './slice.ts';

export interface StorageSlice {
  readonly storage: StorageState;
  retryStorage(): Promise<void>;
  setStorageAside(): Promise<void>;
  allowUnprotected(allow: boolean): Promise<void>;
  storageChanged(storage: StorageState): void;
}

export function storageSlice({ set }: SliceAccess<StorageSlice>, api: Api): StorageSlice {
  return {
    storage: { blocked: null, working: null, stalled: null, askUnprotected: false },
    retryStorage: () => api.call('storage.retry'),
    setStorageAside: () => api.call('storage.setAside'),
    allowUnprotected: (allow) => api.call('storage.allowUnprotected', allow),
    storageChanged({ blocked, working, stalled, askUnprotected }) {
      set({ storage: { blocked, working, stalled, askUnprotected } });
    },
  };
}
