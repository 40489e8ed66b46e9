// The person's own picture, nickname and vCard, as one account's people see them: read anew before it is changed, shown here at once, and
// never published where others than the chosen ones could see it.
import { createHash } from 'node:crypto';
import { AppFailure } from '../../shared/errors.ts';
import { personName } from '../../shared/person-name.ts';
import { pictureFacts } from '../../shared/picture.ts';
import { type Audience, type Card, type CardChange, EMPTY_CARD, fieldsOf, type OwnProfile } from '../../shared/profile.ts';
import type { Client } from '../xmpp/client.ts';
import { type Element, StanzaError } from '../xmpp/core/xml.ts';
import { xmlText } from '../xmpp/message.ts';
import { editCard, hasPhoto, NS as NS_VCARD, readCard, withPhoto } from '../xmpp/xep/0054-vcard.ts';
import { NS_PUBLISH_OPTIONS } from '../xmpp/xep/0060-pubsub.ts';
import { avatarItems, NS_DATA, NS_METADATA, noAvatar } from '../xmpp/xep/0084-avatar.ts';
import { NS as NS_NICK, nickItem } from '../xmpp/xep/0172-nick.ts';
import { editCard4, NODE as NODE_VCARD4, readCard4 } from '../xmpp/xep/0292-vcard4.ts';
import { NS as NS_CONVERSION } from '../xmpp/xep/0398-conversion.ts';
import type { OwnPhotos } from './own-photo.ts';
import type { Profiles } from './profiles.ts';
import { answered, orNothing } from './refusals.ts';

/** Of a published picture, in bytes and pixels. */
const LARGEST = 190_000;
const LONGEST_SIDE = 512;

export interface OwnProfiles {
  /** All of these throw AppFailure: 'not-found', 'lost', 'server-refused', 'invalid-call'. */
  read(account: string): Promise<OwnProfile>;
  setNickname(account: string, nickname: string): Promise<void>;
  /** Undefined takes it away. */
  setPicture(account: string, bytes: Uint8Array | undefined, audience: Audience): Promise<void>;
  setCard(account: string, change: CardChange): Promise<Card>;
}

export interface OwnProfilesOptions {
  readonly profiles: Profiles;
  readonly photos: Pick<OwnPhotos, 'published'>;
  readonly client: (account: string) => Client | undefined;
  /** Whether the account's own address, or its server, said so at the last sign-in. */
  readonly offers: (account: string, feature: string) => boolean;
  readonly warn: (what: string, error: unknown) => void;
}

export function makeOwnProfiles({ profiles, photos, client, offers, warn }: OwnProfilesOptions): OwnProfiles {
  function online(account: string): Client {
    const found = client(account);
    if (found === undefined) throw new AppFailure('not-found');
    if (found.stream.connection.state !== 'online') throw new AppFailure('lost', 'not connected');
    return found;
  }

  const options = (account: string): boolean => offers(account, NS_PUBLISH_OPTIONS);

  /** The two kinds as they are; where a server keeps only one of them the other is undefined. */
  async function cards(own: Client): Promise<{ readonly newer: Element | undefined; readonly older: Element | undefined }> {
    const [newer, older] = await Promise.all([orNothing(own.vcards4.of(undefined)), orNothing(own.vcards.of(undefined))]);
    return { newer, older };
  }

  const read = ({ newer, older }: { readonly newer: Element | undefined; readonly older: Element | undefined }): Card =>
    (newer && readCard4(newer)) ?? (older && readCard(older)) ?? EMPTY_CARD;

  /** In the older kind of profile, which everybody may read, for servers that do not do it by themselves. */
  async function setPhoto(
    account: string,
    own: Client,
    photo: { readonly type: string; readonly bytes: Uint8Array; readonly hash: string } | undefined,
  ): Promise<void> {
    if (offers(account, NS_CONVERSION) || !offers(account, NS_VCARD)) return;
    const before = await own.vcards.of(undefined);
    if (photo !== undefined || (before !== undefined && hasPhoto(before))) await own.vcards.publish(withPhoto(before, photo));
    photos.published(account, photo?.hash ?? null);
  }

  return {
    async read(account) {
      const own = online(account);
      const [found, access] = await Promise.all([cards(own), own.sharing.access(NS_METADATA)]).catch(lost);
      const nickname = profiles.row(account, own.address)?.nickname ?? '';
      return { nickname, card: read(found), pictureFor: access === 'open' ? 'everybody' : 'contacts' };
    },
    async setNickname(account, nickname) {
      const own = online(account);
      const name = personName(nickname);
      if (name === '' && nickname.trim() !== '') throw new AppFailure('invalid-call', 'no name');
      await answered(own.sharing.publish(NS_NICK, nickItem(name), 'presence', options(account)));
      profiles.update(account, own.address, { nickname: name });
    },
    async setPicture(account, bytes, audience) {
      const own = online(account);
      const access = audience === 'everybody' ? 'open' : 'presence';
      if (bytes === undefined) {
        await answered(own.sharing.publish(NS_METADATA, noAvatar(), access, options(account)));
        profiles.update(account, own.address, { picture: null, toldBy: 'pep', refused: false });
        await setPhoto(account, own, undefined).catch((error: unknown) => warn('the vCard still has a picture', error));
        return;
      }
      const facts = pictureFacts(bytes);
      const wrong = facts === undefined || bytes.length > LARGEST || Math.max(facts.width, facts.height) > LONGEST_SIDE;
      if (wrong || !['image/png', 'image/jpeg'].includes(facts.type)) throw new AppFailure('invalid-call', 'no such picture');
      const hash = createHash('sha1').update(bytes).digest('hex');
      const { data, metadata } = avatarItems(hash, facts, bytes);
      // 3.1: who is told of it finds it there.
      await answered(own.sharing.publish(NS_DATA, data, access, options(account)));
      await answered(own.sharing.publish(NS_METADATA, metadata, access, options(account)));
      profiles.keep(hash, { type: facts.type, bytes });
      profiles.update(account, own.address, { picture: hash, toldBy: 'pep', refused: false });
      // What only contacts may see does not go where everybody looks; what lay there for everybody goes.
      const photo = audience === 'everybody' ? { type: facts.type, bytes, hash } : undefined;
      await setPhoto(account, own, photo).catch((error: unknown) => warn('the picture in the vCard is another one', error));
    },
    async setCard(account, given) {
      const change = Object.fromEntries(Object.entries(given).map(([field, value]) => [field, xmlText(value)])) as CardChange;
      const own = online(account);
      const found = await cards(own).catch(lost);
      // Nothing of one kind that is only in the other gets lost.
      const missing = found.newer === undefined && found.older !== undefined ? notEmpty(fieldsOf(readCard(found.older))) : {};
      const card4 = editCard4(found.newer, { ...missing, ...change });
      const item = { id: 'current', payload: card4 };
      const newer = await taken(own.sharing.publish(NODE_VCARD4, item, 'open', options(account)));
      // Many servers make one kind of the other: what they did must not be undone by writing it again.
      const older = await orNothing(own.vcards.of(undefined)).catch(lost);
      const converted = newer && older?.toString() !== found.older?.toString();
      const same = older !== undefined && sameIn(change, readCard(older), cardOf(card4));
      const done = converted || same || (offers(account, NS_VCARD) && (await taken(own.vcards.publish(editCard(older, change)))));
      if (!newer && !done) throw new AppFailure('server-refused');
      const card = cardOf(card4);
      profiles.update(account, own.address, { fullName: personName(card.fullName) });
      return card;
    },
  };
}

const cardOf = (card4: Element): Card => readCard4(card4) ?? EMPTY_CARD;

function sameIn(change: CardChange, one: Card, other: Card): boolean {
  const [a, b] = [fieldsOf(one), fieldsOf(other)];
  return (Object.keys(change) as (keyof CardChange)[]).every((field) => a[field] === b[field]);
}

/** Whether the server took it. Rejects with AppFailure 'lost' when nobody answered. */
async function taken(request: Promise<void>): Promise<boolean> {
  try {
    await answered(request);
    return true;
  } catch (error) {
    if (error instanceof AppFailure && error.error.kind === 'server-refused') return false;
    throw error;
  }
}

function lost(error: unknown): never {
  throw error instanceof StanzaError ? new AppFailure('lost', error.message) : error;
}

function notEmpty(change: Required<CardChange>): CardChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== ''));
}
