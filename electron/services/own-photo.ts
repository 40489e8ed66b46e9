// Which picture lies in the account's own vCard, as its presence has to tell (XEP-0153 4), for servers that do not tell it themselves (XEP-0398 5).
// It is looked up once in a session and whenever another device says otherwise; never is one uploaded for it.
import { createHash } from 'node:crypto';
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import { NS as NS_VCARD } from '../xmpp/xep/0054-vcard.ts';
import type { OtherDevice } from '../xmpp/xep/0153-vcard-avatars.ts';
import { NS as NS_CONVERSION } from '../xmpp/xep/0398-conversion.ts';
import type { Profiles } from './profiles.ts';

export interface OwnPhotos {
  /** See `photo` of ClientOptions. */
  word(account: string): string | null | undefined;
  attach(account: string, client: Client): void;
  /** After signing in, once it is known what the server can do. */
  look(account: string): void;
  /** This device has just put it there; null: taken away. */
  published(account: string, hash: string | null): void;
  forget(account: string): void;
}

export interface OwnPhotosOptions {
  readonly profiles: Pick<Profiles, 'row' | 'changed'>;
  readonly offers: (account: string, feature: string) => boolean;
  /** For as long as the session can be resumed. */
  readonly noted: { get(account: string): string | undefined; set(account: string, hash: string): void };
  /** Presence says something else now. */
  readonly changed: () => void;
  readonly warn: (what: string, error: unknown) => void;
}

/** As long as a hash is written, which no other word is. */
const HASH = 40;

interface Known {
  readonly client: Client;
  /** Presence has to tell it, as far as is known of the server. */
  concerned: boolean;
  /** Null: there is none; undefined: not known. */
  hash: string | null | undefined;
  /** Devices that may change the picture without a word (4.3). */
  readonly ignorant: Set<string>;
  /** What each device said last: said again it is no reason to look again. */
  readonly heard: Map<string, string | null>;
  looks: number;
  /** How often the stream ended meanwhile, since Kith began: a card that is larger than any stanza may be ends it each time. */
  losses: number;
}

const MOST_LOSSES = 3;

export function makeOwnPhotos({ profiles, offers, noted, changed, warn }: OwnPhotosOptions): OwnPhotos {
  const accounts = new Map<string, Known>();
  const concerns = (account: string): boolean => !offers(account, NS_CONVERSION) && offers(account, NS_VCARD);

  profiles.changed.on(({ account, address }) => {
    if (accounts.get(account)?.client.address === address) changed();
  });

  function keep(account: string, known: Known, hash: string | null | undefined): void {
    known.hash = hash;
    noted.set(account, hash === undefined ? '' : JSON.stringify(hash));
    changed();
  }

  /** Of several at once the last one counts. */
  function look(account: string, known: Known): void {
    if (known.losses >= MOST_LOSSES) return;
    const mine = ++known.looks;
    known.client.vcards
      .of(undefined)
      .then((card) => {
        if (known.looks !== mine) return;
        // Of any size: it is there, whether or not it would be shown here.
        const data = card?.getChild('PHOTO', NS_VCARD)?.getChildText('BINVAL', NS_VCARD)?.trim();
        keep(account, known, data ? createHash('sha1').update(Buffer.from(data, 'base64')).digest('hex') : null);
      })
      .catch((error: unknown) => {
        if (error instanceof StanzaError && error.condition === 'not-sent') known.losses++;
        warn('the own vCard was not read', error);
      });
  }

  function hear(account: string, known: Known, { resource, word }: OtherDevice): void {
    const before = known.heard.get(resource);
    const wasIgnorant = known.ignorant.delete(resource);
    if (word === 'gone') known.heard.delete(resource);
    else known.heard.set(resource, word);
    if (word === 'nothing') {
      known.ignorant.add(resource);
      if (!wasIgnorant) changed();
    } else if ((wasIgnorant && known.ignorant.size === 0) || (word === 'unknown' && before?.length === HASH)) look(account, known);
    else if (word !== 'gone' && word !== 'unknown' && word !== before && word !== known.hash) {
      // 4.4: not to be told until it was looked at.
      keep(account, known, undefined);
      look(account, known);
    }
  }

  return {
    word(account) {
      const known = accounts.get(account);
      if (known?.concerned !== true) return 'silent';
      const own = profiles.row(account, known.client.address);
      // One that only contacts may see is told to them otherwise: "none" would take it from them.
      const elsewhere = known.hash === null && own?.toldBy === 'pep' && own.picture !== null;
      return known.ignorant.size > 0 || elsewhere ? undefined : known.hash;
    },
    attach(account, client) {
      const note = noted.get(account);
      const known: Known = {
        client,
        concerned: concerns(account),
        hash: note ? (JSON.parse(note) as string | null) : undefined,
        ignorant: new Set(),
        heard: new Map(),
        looks: 0,
        losses: 0,
      };
      accounts.set(account, known);
      client.session.began.on(() => {
        known.hash = undefined;
        known.ignorant.clear();
        known.heard.clear();
        known.looks++;
      });
      client.session.resumed.on(() => {
        if (known.hash === undefined && known.concerned) look(account, known);
      });
      client.vcardAvatars.devices.on((device) => {
        if (known.concerned) hear(account, known, device);
      });
    },
    look(account) {
      const known = accounts.get(account);
      if (known === undefined) return;
      known.concerned = concerns(account);
      if (known.concerned) look(account, known);
    },
    published(account, hash) {
      const known = accounts.get(account);
      if (known === undefined) return;
      known.looks++;
      keep(account, known, hash);
    },
    forget: (account) => void accounts.delete(account),
  };
}
