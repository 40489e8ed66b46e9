// What people tell of themselves, put together over one archive: who has which picture and name, pictures, vCards, and the person's own.
import type { Archive } from '../archive/database.ts';
import { makeProfiles as makeProfileStore } from '../archive/profiles.ts';
import type { Announcer } from './announce.ts';
import { makeCards } from './cards.ts';
import { makeOwnPhotos, type OwnPhotosOptions } from './own-photo.ts';
import { makeOwnProfiles, type OwnProfilesOptions } from './own-profile.ts';
import { makePictures } from './pictures.ts';
import { makeProfiles } from './profiles.ts';

export interface PeopleOptions extends Omit<OwnProfilesOptions, 'profiles' | 'photos'> {
  readonly photo: Pick<OwnPhotosOptions, 'noted' | 'changed'>;
  readonly archive: Archive;
  readonly announcer: Announcer;
  /** Whether this address is in the account's contact list: of others nothing is taken that was not asked for. */
  readonly listed: (account: string, address: string) => boolean;
}

export type People = ReturnType<typeof makePeople>;

export function makePeople(options: PeopleOptions) {
  const store = makeProfileStore(options.archive);
  const profiles = makeProfiles(store, options.announcer);
  const given = { ...options, store, profiles };
  const photos = makeOwnPhotos({ ...given, ...options.photo });
  const pictures = makePictures(given);
  return {
    profiles,
    pictures,
    photos,
    cards: makeCards(given),
    own: makeOwnProfiles({ ...given, photos }),
    /** Somebody's picture, if it is here; if only told of, it is fetched for the next time. */
    face(account: string, address: string): Uint8Array | undefined {
      const told = profiles.picture(account, address);
      if (told?.here === false) pictures.want(told.hash);
      return told && profiles.bytes(told.hash)?.bytes;
    },
    /** The account is no longer here. */
    forget(account: string): void {
      pictures.forget(account);
      photos.forget(account);
    },
  };
}
