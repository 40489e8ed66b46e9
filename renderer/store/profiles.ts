// What people tell of themselves, and the person's own: nothing is kept here, each look asks.
import { AppFailure } from '../../shared/errors.ts';
import type { Audience, Card, CardChange, OwnProfile } from '../../shared/profile.ts';
import type { Api } from '../api.ts';

export interface ProfilesSlice {
  lookAt(account: string, address: string): Promise<Card>;
  ownProfile(account: string): Promise<OwnProfile>;
  setNickname(account: string, nickname: string): Promise<void>;
  /** null takes it away. */
  setPicture(account: string, picture: Blob | null, audience: Audience): Promise<void>;
  setCard(account: string, change: CardChange): Promise<Card>;
}

export function profilesSlice(api: Api): ProfilesSlice {
  return {
    lookAt: (account, address) => api.call('profile.look', account, address),
    ownProfile: (account) => api.call('profile.own', account),
    setNickname: (account, nickname) => api.call('profile.setNickname', account, nickname),
    setPicture: async (account, picture, audience) =>
      api.call('profile.setPicture', account, picture === null ? null : await putDown(picture), audience),
    setCard: (account, change) => api.call('profile.setCard', account, change),
  };
}

/** Bytes go the scheme's own way; a call names them by the id that comes back. */
async function putDown(bytes: Blob): Promise<string> {
  const response = await fetch('/drop', { method: 'POST', body: bytes });
  if (!response.ok) throw new AppFailure('invalid-call', `/drop: ${response.status}`);
  return response.text();
}
