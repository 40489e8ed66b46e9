// Pictures of people over a throw-away archive, with a client that has them in its hand.
import { createHash } from 'node:crypto';
import { afterEach } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { makePictures } from '../../electron/services/pictures.ts';
import { makeProfiles } from '../../electron/services/profiles.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import { StanzaError, xml } from '../../electron/xmpp/core/xml.ts';
import type { HeardPicture, TakenPicture } from '../../electron/xmpp/xep/0084-avatar.ts';
import type { HeardPhoto } from '../../electron/xmpp/xep/0153-vcard-avatars.ts';
import { signal } from '../../shared/signal.ts';
import { ALICE, startArchive } from '../archive/support.ts';

export const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
export const face = (name: string) => new Uint8Array(avatarPng(name, `${name}@example.org`, 16));

/** Call at the top of a file. */
export function pictureKits() {
  const kits: ReturnType<typeof startArchive>[] = [];
  afterEach(() => {
    for (const kit of kits.splice(0)) kit.end();
  });

  return function make({ kit = startArchive() } = {}) {
    if (!kits.includes(kit)) kits.push(kit);
    const announcer = makeAnnouncer((work) => kit.archive.transaction(work));
    const profiles = makeProfiles(kit.profiles, announcer);
    const pictures = makePictures({
      profiles,
      listed: (_, address) => address.endsWith('@example.org'),
      warn: (what, error) => {
        throw new Error(what, { cause: error });
      },
    });
    const told = signal<HeardPicture>();
    const taken = signal<TakenPicture>();
    const photo = signal<HeardPhoto>();
    const began = signal<unknown>();
    const changed = signal<{ state: string }>();
    const connection = { state: 'online' };
    /** Requests in their order, and how many were open at once. */
    const asked: string[] = [];
    const open = { now: 0, most: 0 };
    const has = new Map<string, Uint8Array | StanzaError>();
    const cards = new Map<string, Uint8Array>();
    async function answer<T>(what: string, value: () => T): Promise<T> {
      asked.push(what);
      open.most = Math.max(open.most, ++open.now);
      await new Promise((resolve) => setImmediate(resolve));
      open.now--;
      return value();
    }
    const client = {
      address: ALICE,
      session: { began },
      stream: { connection, changed },
      avatars: {
        changed: told,
        taken,
        data: (address: string, hash: string) =>
          answer(`pep ${address}`, () => {
            const found = has.get(hash);
            if (found instanceof StanzaError) throw found;
            return found;
          }),
      },
      vcardAvatars: { changed: photo },
      vcards: {
        of: (address: string) =>
          answer(`vcard ${address}`, () => {
            const bytes = cards.get(address);
            return (
              bytes && xml('vCard', { xmlns: 'vcard-temp' }, xml('PHOTO', {}, xml('BINVAL', {}, Buffer.from(bytes).toString('base64'))))
            );
          }),
      },
    } as unknown as Client;
    pictures.attach('a', client);
    const tell = (address: string, bytes: Uint8Array, tooLarge = false): string => {
      const hash = sha1(bytes);
      has.set(hash, bytes);
      told.emit({ address, hash, tooLarge });
      return hash;
    };
    const settled = async () => {
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    const go = (state: string) => {
      connection.state = state;
      changed.emit({ state });
    };
    return { kit, announcer, profiles, pictures, told, taken, photo, began, tell, has, cards, asked, open, settled, go };
  };
}
