// The picture in the own vCard: looked up when there is a reason to, told only as far as it is known.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeOwnPhotos } from '../../electron/services/own-photo.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import { StanzaError, xml } from '../../electron/xmpp/core/xml.ts';
import type { OtherDevice } from '../../electron/xmpp/xep/0153-vcard-avatars.ts';
import { signal } from '../../shared/signal.ts';
import { until } from '../support/until.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

function make({ features = ['vcard-temp'], notes = new Map<string, string>() } = {}) {
  const warned: string[] = [];
  const photos = makeOwnPhotos({
    profiles: { row: () => undefined, changed: signal() },
    offers: (_, feature) => features.includes(feature),
    noted: { get: (account) => notes.get(account), set: (account, hash) => void notes.set(account, hash) },
    changed: () => void heard.push(photos.word('a')),
    warn: (what) => void warned.push(what),
  });
  const heard: (string | null | undefined)[] = [];
  const [began, resumed, devices] = [signal<unknown>(), signal<unknown>(), signal<OtherDevice>()];
  const vcard: { photo: string | undefined; lost: boolean; asked: number } = { photo: 'one', lost: false, asked: 0 };
  const client = {
    address: 'alice@example.org',
    session: { began, resumed },
    vcardAvatars: { devices },
    vcards: {
      async of() {
        vcard.asked++;
        if (vcard.lost) throw new StanzaError('not-sent');
        const photo = vcard.photo && xml('PHOTO', {}, xml('BINVAL', {}, Buffer.from(vcard.photo).toString('base64')));
        return xml('vCard', { xmlns: 'vcard-temp' }, photo);
      },
    },
  } as unknown as Client;
  photos.attach('a', client);
  const known = async () => {
    began.emit(undefined);
    photos.look('a');
    await until(() => heard.length > 0);
  };
  return { photos, heard, notes, warned, vcard, began, resumed, devices, known };
}

it('is looked up once, and known from then on, also to the next process that goes on with the session', async () => {
  const { photos, notes, vcard, known } = make();
  // More than is shown of anybody.
  vcard.photo = 'one'.repeat(200_000);
  expect(photos.word('a')).toBeUndefined();
  await known();
  expect(photos.word('a')).toBe(sha1('one'.repeat(200_000)));
  expect(vcard.asked).toBe(1);
  const next = make({ notes });
  next.resumed.emit(undefined);
  expect(next.photos.word('a')).toBe(sha1('one'.repeat(200_000)));
  expect(next.vcard.asked).toBe(0);
  // A new session knows nothing.
  next.began.emit(undefined);
  expect(next.photos.word('a')).toBeUndefined();
});

it.each([
  ['there are no such vCards', []],
  ['the server does it', ['vcard-temp', 'urn:xmpp:pep-vcard-conversion:0']],
])('nothing is asked or said where %s', (_, features) => {
  const { photos, vcard, devices } = make({ features });
  photos.look('a');
  devices.emit({ resource: 'other', word: sha1('two') });
  expect(photos.word('a')).toBe('silent');
  expect(vcard.asked).toBe(0);
});

it('is looked up anew when another device says otherwise, once, however often it says so', async () => {
  const { photos, heard, vcard, devices, known } = make();
  await known();
  devices.emit({ resource: 'other', word: 'unknown' });
  devices.emit({ resource: 'other', word: sha1('one') });
  expect(vcard.asked).toBe(1);
  vcard.photo = undefined;
  devices.emit({ resource: 'other', word: null });
  expect(photos.word('a')).toBeUndefined();
  await until(() => photos.word('a') === null);
  // One that no longer says which.
  devices.emit({ resource: 'third', word: 'unknown' });
  expect(vcard.asked).toBe(2);
  // One that insists on what is not there.
  for (let time = 0; time < 3; time++) devices.emit({ resource: 'stubborn', word: sha1('gone') });
  await until(() => photos.word('a') === null);
  expect(vcard.asked).toBe(3);
  expect(heard).toEqual([sha1('one'), undefined, null, undefined, null]);
});

it('what ends the stream each time it is asked for is not asked for again', async () => {
  const { photos, vcard, warned, began } = make();
  vcard.lost = true;
  for (let stream = 1; stream <= 5; stream++) {
    began.emit(undefined);
    photos.look('a');
    await until(() => warned.length === Math.min(stream, 3));
  }
  expect(vcard.asked).toBe(3);
  expect(photos.word('a')).toBeUndefined();
});

it('lost on the way it is asked for again when the stream is resumed', async () => {
  const { photos, vcard, warned, resumed } = make();
  vcard.lost = true;
  photos.look('a');
  await until(() => warned.length === 1);
  expect(photos.word('a')).toBeUndefined();
  vcard.lost = false;
  resumed.emit(undefined);
  await until(() => photos.word('a') === sha1('one'));
});
