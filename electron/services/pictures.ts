// Pictures of people: who has which is heard, the picture itself is fetched when it is to be seen, one after the other, proven by its hash.
// What cannot be had or shown is not asked for again until they tell another.
import { createHash } from 'node:crypto';
import { PICTURE_SIDE, pictureFacts } from '../../shared/picture.ts';
import type { PictureRow } from '../archive/profiles.ts';
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import { readPhoto } from '../xmpp/xep/0054-vcard.ts';
import type { Profiles } from './profiles.ts';
import { orNothing } from './refusals.ts';

export interface Pictures {
  /** It is to be seen and not here: fetched from whoever tells it as theirs. */
  want(hash: string): void;
  attach(account: string, client: Client): void;
  forget(account: string): void;
}

export interface PicturesOptions {
  readonly profiles: Profiles;
  /** Whether this address is in the account's contact list: of others nothing is taken that was not asked for. */
  readonly listed: (account: string, address: string) => boolean;
  readonly warn: (what: string, error: unknown) => void;
}

/** As often as the stream may end while it is asked for: one that is larger than any stanza may be ends it each time. */
const MOST_LOSSES = 3;
/** Wanted at once; of more the oldest are let go, and asked for again when they come into view again. */
const MOST_WANTED = 100;

export function makePictures({ profiles, listed, warn }: PicturesOptions): Pictures {
  const clients = new Map<string, Client>();
  /** Hashes, the latest last. */
  const wanted = new Set<string>();
  /** Accounts that are fetching. */
  const busy = new Set<string>();
  /** `<hash> <contact id>` of what could not be had; forgotten with the session, because who may have it changes. */
  const failed = new Map<string, Set<string>>();
  /** Keys as above: how often the stream ended meanwhile, since Kith began. */
  const losses = new Map<string, number>();

  function told(account: string, address: string, by: 'pep' | 'vcard', hash: string | null, refused: boolean): void {
    if (address !== clients.get(account)?.address && !listed(account, address)) return;
    const before = profiles.row(account, address);
    // Their own word goes before what their presence says of the vCard, which may be an older picture.
    if (by === 'vcard' && before?.toldBy === 'pep') return;
    const known = before?.picture === hash && before.refused;
    profiles.update(account, address, { picture: hash, toldBy: by, refused: refused || (hash !== null && known) });
  }

  const isOnline = (account: string): boolean => clients.get(account)?.stream.connection.state === 'online';

  const mayAsk = (account: string, what: string): boolean =>
    failed.get(account)?.has(what) !== true && (losses.get(what) ?? 0) < MOST_LOSSES;

  /** The latest wish that this account can fulfil. */
  function next(account: string): { readonly hash: string; readonly address: string } | undefined {
    for (const hash of [...wanted].reverse()) {
      const owner = profiles
        .owners(hash)
        .find((each) => each.account === account && !each.row.refused && mayAsk(account, `${hash} ${each.address}`));
      if (owner !== undefined) return { hash, address: owner.address };
    }
    return undefined;
  }

  function pump(account: string): void {
    const client = clients.get(account);
    const wish = client === undefined || busy.has(account) || !isOnline(account) ? undefined : next(account);
    if (client === undefined || wish === undefined) return;
    busy.add(account);
    fulfil(account, client, wish.address, wish.hash)
      .catch((error: unknown) => {
        const what = `${wish.hash} ${wish.address}`;
        if (error instanceof StanzaError && error.condition === 'not-sent') return void losses.set(what, (losses.get(what) ?? 0) + 1);
        const mine = failed.get(account) ?? new Set<string>();
        failed.set(account, mine.add(what));
        if (!(error instanceof StanzaError)) warn('a picture was not fetched', error);
      })
      .finally(() => {
        busy.delete(account);
        pump(account);
      });
  }

  async function fulfil(account: string, client: Client, address: string, hash: string): Promise<void> {
    const bytes = await fetched(client, address, hash, profiles.row(account, address)?.toldBy === 'pep');
    const picture = bytes && proven(bytes, hash);
    wanted.delete(hash);
    if (picture !== undefined) return profiles.keep(hash, picture);
    // They may have told another meanwhile.
    if (profiles.row(account, address)?.picture === hash) profiles.update(account, address, { refused: true });
  }

  return {
    want(hash) {
      if (profiles.has(hash)) return;
      wanted.delete(hash);
      wanted.add(hash);
      for (const old of [...wanted].slice(0, -MOST_WANTED)) wanted.delete(old);
      for (const { account } of profiles.owners(hash)) pump(account);
    },
    attach(account, client) {
      clients.set(account, client);
      profiles.load(account);
      client.avatars.changed.on(({ address, hash, tooLarge }) => told(account, address, 'pep', hash, tooLarge));
      client.avatars.taken.on(({ address, hashes }) => {
        const row = profiles.row(account, address);
        // Some servers also say so of what another picture has just replaced.
        if (row?.toldBy !== 'pep' || (hashes !== 'all' && !hashes.includes(row.picture ?? ''))) return;
        profiles.update(account, address, { picture: null, toldBy: '', refused: false });
      });
      client.vcardAvatars.changed.on(({ address, hash }) => told(account, address, 'vcard', hash, false));
      client.session.began.on(() => failed.delete(account));
      client.stream.changed.on(({ state }) => {
        if (state === 'online') pump(account);
      });
    },
    forget(account) {
      clients.delete(account);
      failed.delete(account);
      profiles.forget(account);
    },
  };
}

/** From where it was told; the other place may have it too (XEP-0398), and is asked only when the first has not. */
async function fetched(client: Client, address: string, hash: string, pep: boolean): Promise<Uint8Array | undefined> {
  const own = pep ? await orNothing(client.avatars.data(address, hash)) : undefined;
  if (own !== undefined) return own;
  const card = await client.vcards.of(address === client.address ? undefined : address);
  return card && readPhoto(card);
}

/** XEP-0084 4.2.1, XEP-0153 3.2: only what has this hash is this picture; what it is, its bytes tell and not who sent it. */
export function proven(bytes: Uint8Array, hash: string): PictureRow | undefined {
  if (createHash('sha1').update(bytes).digest('hex') !== hash) return undefined;
  const facts = pictureFacts(bytes);
  if (facts === undefined || facts.width > PICTURE_SIDE || facts.height > PICTURE_SIDE) return undefined;
  return { type: facts.type, bytes };
}
