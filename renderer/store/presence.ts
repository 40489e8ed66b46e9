// What the account's people are told of the person.
import { type OwnPresence, STATUS_LIMIT } from '../../shared/contact.ts';
import type { Api } from '../api.ts';
import type { SliceAccess } from './slice.ts';

export interface PresenceSlice {
  readonly presence: OwnPresence;
  /** Holds at once; goes back when it could not be kept. A status longer than STATUS_LIMIT is cut. */
  changePresence(change: Partial<OwnPresence>): Promise<void>;
  presenceChanged(presence: OwnPresence): void;
}

export function presenceSlice({ set, get }: SliceAccess<PresenceSlice>, api: Api): PresenceSlice {
  return {
    presence: { availability: 'available', status: '' },
    async changePresence(change) {
      const before = get().presence;
      const wanted = { ...before, ...change };
      const next = { ...wanted, status: wanted.status.trim().slice(0, STATUS_LIMIT) };
      set({ presence: next });
      try {
        get().presenceChanged(await api.call('presence.change', next));
      } catch (error) {
        set({ presence: before });
        throw error;
      }
    },
    presenceChanged({ availability, status }) {
      set({ presence: { availability, status } });
    },
  };
}
