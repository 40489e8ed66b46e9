// Pictures of people: from contacts alone, one after the other, only those to be seen, proven before they are kept; and what hostile ones do.
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
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
import { gifOf, pngOf } from '../support/pictures.ts';
import { until } from '../support/until.ts';

const kits: ReturnType<typeof startArchive>[] = [];
afterEach(() => {
  for (const kit of kits.splice(0)) kit.end();
});

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const BOB = 'bob@example.org';

function make({ kit = startArchive() } = {}) {
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
          return bytes && xml('vCard', { xmlns: 'vcard-temp' }, xml('PHOTO', {}, xml('BINVAL', {}, Buffer.from(bytes).toString('base64'))));
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
}

const face = (name: string) => new Uint8Array(avatarPng(name, `${name}@example.org`, 16));

describe('a picture', () => {
  it('is told, fetched when it is to be seen, and is here after a restart without being asked for again', async () => {
    const { kit, profiles, pictures, tell, asked } = make();
    const hash = tell(BOB, face('Bob'));
    expect(profiles.picture('a', BOB)).toEqual({ hash, here: false });
    expect(asked).toEqual([]);
    pictures.want(hash);
    await until(() => profiles.has(hash));
    expect(profiles.picture('a', BOB)).toEqual({ hash, here: true });
    expect(profiles.bytes(hash)?.type).toBe('image/png');
    expect(sha1(profiles.bytes(hash)?.bytes ?? new Uint8Array())).toBe(hash);

    const again = make({ kit });
    expect(again.profiles.picture('a', BOB)).toEqual({ hash, here: true });
    again.pictures.want(hash);
    await again.settled();
    expect(again.asked).toEqual([]);
  });

  it('of somebody who is no contact is not taken', () => {
    const { profiles, tell, photo } = make();
    tell('mallory@evil.example', face('M'));
    photo.emit({ address: 'mallory@evil.example', hash: sha1(face('M')) });
    expect(profiles.picture('a', 'mallory@evil.example')).toBeUndefined();
    expect(profiles.row('a', 'mallory@evil.example')).toBeUndefined();
  });

  it('of the account itself, told by another of its devices, is taken', () => {
    const { profiles, tell } = make();
    const hash = tell(ALICE, face('Alice'));
    expect(profiles.picture('a', ALICE)?.hash).toBe(hash);
  });

  it('goes when they say that they have none', async () => {
    const { profiles, told, tell } = make();
    tell(BOB, face('Bob'));
    told.emit({ address: BOB, hash: null, tooLarge: false });
    expect(profiles.picture('a', BOB)).toBeUndefined();
  });

  it('goes when they take it back, but not with the one it replaced; then what their vCard holds counts', () => {
    const { profiles, taken, tell, photo } = make();
    const old = tell(BOB, face('Old'));
    const hash = tell(BOB, face('Bob'));
    taken.emit({ address: BOB, hashes: [old] });
    expect(profiles.picture('a', BOB)?.hash).toBe(hash);
    taken.emit({ address: BOB, hashes: [hash] });
    expect(profiles.picture('a', BOB)).toBeUndefined();
    tell(BOB, face('Bob'));
    taken.emit({ address: BOB, hashes: 'all' });
    expect(profiles.picture('a', BOB)).toBeUndefined();
    photo.emit({ address: BOB, hash: old });
    // What was told by the vCard is not theirs to take back there.
    taken.emit({ address: BOB, hashes: 'all' });
    expect(profiles.picture('a', BOB)?.hash).toBe(old);
  });

  it('the same for two people is fetched once', async () => {
    const { profiles, pictures, tell, asked } = make();
    const hash = tell(BOB, face('Same'));
    tell('carol@example.org', face('Same'));
    pictures.want(hash);
    await until(() => profiles.picture('a', 'carol@example.org')?.here === true);
    expect(profiles.picture('a', BOB)?.here).toBe(true);
    expect(asked).toHaveLength(1);
  });
});

describe('hostile pictures are refused without being decoded, and not asked for again', () => {
  it.each([
    ['another hash than it was told by', face('Bob'), face('Eve')],
    ['40,000 x 40,000 pixels', pngOf(40_000, 40_000), undefined],
    ['a GIF whose picture is larger than it says', gifOf(16, 16, { width: 40_000, height: 40_000 }), undefined],
    ['a page in place of a picture', new TextEncoder().encode('<svg onload="alert(1)"/>'), undefined],
  ])('%s', async (_, bytes, instead) => {
    const { profiles, pictures, told, tell, has, asked, settled } = make();
    const hash = tell(BOB, bytes);
    if (instead !== undefined) has.set(hash, instead);
    pictures.want(hash);
    await until(() => profiles.picture('a', BOB) === undefined);
    pictures.want(hash);
    told.emit({ address: BOB, hash, tooLarge: false });
    pictures.want(hash);
    await settled();
    expect(asked).toHaveLength(1);
    expect(profiles.has(hash)).toBe(false);
    expect(profiles.picture('a', BOB)).toBeUndefined();
    // Another one gets its chance.
    const next = tell(BOB, face('Better'));
    pictures.want(next);
    await until(() => profiles.has(next));
  });

  it('5 MB by its own word is not even asked for', async () => {
    const { profiles, pictures, tell, asked, settled } = make();
    pictures.want(tell(BOB, face('Bob'), true));
    await settled();
    expect(asked).toEqual([]);
    expect(profiles.picture('a', BOB)).toBeUndefined();
  });
});

describe('a vCard', () => {
  it('has the picture where nothing was told by an event, and only then', async () => {
    const { profiles, pictures, photo, cards, tell, asked } = make();
    const old = face('Old');
    cards.set(BOB, old);
    photo.emit({ address: BOB, hash: sha1(old) });
    pictures.want(sha1(old));
    await until(() => profiles.picture('a', BOB)?.here === true);
    expect(asked).toEqual([`vcard ${BOB}`]);
    const hash = tell(BOB, face('New'));
    photo.emit({ address: BOB, hash: sha1(old) });
    photo.emit({ address: BOB, hash: null });
    expect(profiles.picture('a', BOB)?.hash).toBe(hash);
  });

  it('is asked where they do not hand out what they told (XEP-0398), and the other way round nothing is asked twice', async () => {
    const { profiles, pictures, cards, tell, has, asked } = make();
    const hash = tell(BOB, face('Bob'));
    has.set(hash, new StanzaError('forbidden', 'auth'));
    cards.set(BOB, face('Bob'));
    pictures.want(hash);
    await until(() => profiles.has(hash));
    expect(asked).toEqual([`pep ${BOB}`, `vcard ${BOB}`]);
  });
});

describe('5,000 contacts', () => {
  it('cost nothing until they are seen; then one request at a time, the latest wish first, and no more than a screenful waits', async () => {
    const { announcer, profiles, pictures, tell, asked, open, settled } = make();
    const unique = (number: number) => new Uint8Array([...pngOf(16, 16), number >> 8, number & 255]);
    const hashes = announcer.batch(() => Array.from({ length: 5000 }, (_, number) => tell(`p${number}@example.org`, unique(number))));
    await settled();
    expect(asked).toEqual([]);
    // Scrolled through to the end.
    for (const hash of hashes) pictures.want(hash);
    await until(() => hashes.slice(-100).every(profiles.has));
    await settled();
    expect(open.most).toBe(1);
    // One was on its way already when the others came into view.
    expect(asked).toHaveLength(101);
    expect(asked[1]).toBe('pep p4999@example.org');
  });

  it('what nobody answers for is asked for once in a session, and again in the next', async () => {
    const { pictures, tell, has, asked, began, settled } = make();
    const hash = tell(BOB, face('Bob'));
    has.set(hash, new StanzaError('remote-server-timeout', 'wait'));
    pictures.want(hash);
    await settled();
    pictures.want(hash);
    await settled();
    expect(asked).toHaveLength(1);
    began.emit(undefined);
    pictures.want(hash);
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('what ends the stream each time it is asked for is not asked for again, and keeps nothing else waiting', async () => {
    const { profiles, pictures, tell, has, asked, began, settled, go } = make();
    const hash = tell(BOB, face('Bob'));
    has.set(hash, new StanzaError('not-sent'));
    for (let stream = 0; stream < 5; stream++) {
      go('waiting');
      pictures.want(hash);
      began.emit(undefined);
      go('online');
      await settled();
    }
    expect(asked).toHaveLength(3);
    const other = tell('carol@example.org', face('Carol'));
    pictures.want(other);
    await until(() => profiles.has(other));
  });

  it('without a connection a wish waits for it', async () => {
    const { profiles, pictures, tell, asked, go, settled } = make();
    const hash = tell(BOB, face('Bob'));
    go('waiting');
    pictures.want(hash);
    await settled();
    expect(asked).toEqual([]);
    go('online');
    await until(() => profiles.has(hash));
  });
});

it('an account that is removed takes the pictures only it knew along', async () => {
  const { kit, profiles, pictures, tell } = make();
  const hash = tell(BOB, face('Bob'));
  pictures.want(hash);
  await until(() => profiles.has(hash));
  kit.removal.account('a');
  pictures.forget('a');
  expect(profiles.has(hash)).toBe(false);
  expect(kit.profiles.hashes()).toEqual([]);
});

it('pictures beyond 64 MB go, the oldest first', () => {
  const kit = startArchive();
  kits.push(kit);
  const bytes = new Uint8Array(1000);
  for (let number = 0; number < 5; number++) kit.profiles.keepPicture(`h${number}`, { type: 'image/png', bytes }, 3000);
  expect(kit.profiles.hashes()).toEqual(['h2', 'h3', 'h4']);
});
