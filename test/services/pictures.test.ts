// Pictures of people: from contacts alone, one after the other, only those to be seen, proven before they are kept; and what hostile ones do.
import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import { ALICE } from '../archive/support.ts';
import { gifOf, pngOf } from '../support/pictures.ts';
import { until } from '../support/until.ts';
import { face, pictureKits, sha1 } from './picture-kit.ts';

const make = pictureKits();
const BOB = 'bob@example.org';

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
