// What people tell of themselves when somebody looks: their vCard, the newer kind or the older; kept for when there is no connection.
// Their nicknames come by themselves.
import { createHash } from 'node:crypto';
import { personName } from '../../shared/person-name.ts';
import { type Card, EMPTY_CARD, isEmptyCard } from '../../shared/profile.ts';
import type { ProfileStore } from '../archive/profiles.ts';
import type { Client } from '../xmpp/client.ts';
import { type Element, StanzaError } from '../xmpp/core/xml.ts';
import { hasPhoto, readCard, readPhoto } from '../xmpp/xep/0054-vcard.ts';
import { readCard4 } from '../xmpp/xep/0292-vcard4.ts';
import { proven } from './pictures.ts';
import type { Profiles } from './profiles.ts';
import { orNothing } from './refusals.ts';

export interface Cards {
  /** Asks anew where there is a connection; what was told last otherwise. */
  look(account: string, address: string): Promise<Card>;
  attach(account: string, client: Client): void;
}

export interface CardsOptions {
  readonly profiles: Profiles;
  readonly store: Pick<ProfileStore, 'card' | 'keepCard'>;
  readonly listed: (account: string, address: string) => boolean;
  readonly client: (account: string) => Client | undefined;
}

export function makeCards({ profiles, store, listed, client }: CardsOptions): Cards {
  /** Of whoever has told none by an event, and whoever is no contact: the person looks at them. */
  function takePhoto(account: string, address: string, card: Element): void {
    const before = profiles.row(account, address);
    if (before?.toldBy === 'pep') return;
    const bytes = readPhoto(card);
    // Taken away, which not every program tells otherwise.
    if (before?.picture != null && !hasPhoto(card)) profiles.update(account, address, { picture: null, refused: false });
    if (bytes === undefined) return;
    const hash = createHash('sha1').update(bytes).digest('hex');
    const picture = proven(bytes, hash);
    if (picture === undefined) return;
    profiles.keep(hash, picture);
    profiles.update(account, address, { picture: hash, toldBy: 'vcard', refused: false });
  }

  async function ask(account: string, connected: Client, address: string): Promise<Card> {
    const to = address === connected.address ? undefined : address;
    const newer = await orNothing(connected.vcards4.of(to));
    const card4 = newer && readCard4(newer);
    const older = card4 !== undefined && !isEmptyCard(card4) ? undefined : await orNothing(connected.vcards.of(to));
    if (older !== undefined) takePhoto(account, address, older);
    return (older && readCard(older)) ?? card4 ?? EMPTY_CARD;
  }

  return {
    async look(account, address) {
      const connected = client(account);
      const known = store.card(account, address) ?? EMPTY_CARD;
      if (connected?.stream.connection.state !== 'online') return known;
      try {
        const card = await ask(account, connected, address);
        profiles.update(account, address, { fullName: personName(card.fullName) });
        if (!isEmptyCard(card) || !isEmptyCard(known)) store.keepCard(account, address, card);
        return card;
      } catch (error) {
        // Silence or a lost stream says nothing.
        if (error instanceof StanzaError) return known;
        throw error;
      }
    },
    attach(account, connected) {
      /** Which item said so, of those who said it since Kith began. */
      const said = new Map<string, string>();
      const heeded = (address: string): boolean => address === connected.address || listed(account, address);
      connected.nicknames.changed.on(({ address, nickname, id }) => {
        if (!heeded(address)) return;
        said.set(address, id);
        profiles.update(account, address, { nickname: personName(nickname) });
      });
      connected.nicknames.taken.on(({ address, ids }) => {
        const last = said.get(address);
        // Some servers also say so of what another name has just replaced.
        const replaced = ids !== 'all' && last !== undefined && !ids.includes(last);
        if (heeded(address) && !replaced) profiles.update(account, address, { nickname: '' });
      });
    },
  };
}
