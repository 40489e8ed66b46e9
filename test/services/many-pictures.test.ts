// Many people and their pictures: what that costs, and what goes with whom.
import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import { pngOf } from '../support/pictures.ts';
import { until } from '../support/until.ts';
import { face, pictureKits } from './picture-kit.ts';

const make = pictureKits();
const BOB = 'bob@example.org';

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
  const { kit } = make();
  const bytes = new Uint8Array(1000);
  for (let number = 0; number < 5; number++) kit.profiles.keepPicture(`h${number}`, { type: 'image/png', bytes }, 3000);
  expect(kit.profiles.hashes()).toEqual(['h2', 'h3', 'h4']);
});
