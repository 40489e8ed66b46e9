// Every service that follows an account's client, attached in the order they need: what arrives is stored before anything is made of it.
import type { Clock } from '../../shared/clock.ts';
import type { Client } from '../xmpp/client.ts';
import type { Attention } from './attention.ts';
import type { Blocks } from './blocking.ts';
import type { Contacts } from './contacts.ts';
import type { Conversations } from './conversations.ts';
import type { History } from './history.ts';
import type { IncomingRoad } from './incoming.ts';
import type { Messages } from './messages.ts';
import type { Outages } from './outages.ts';
import type { Outbox } from './outbox.ts';
import type { OwnPresenceRoad } from './own-presence.ts';
import type { People } from './people.ts';
import type { ReadState } from './read-state.ts';
import type { Receipts } from './receipts.ts';
import type { Servers } from './server.ts';
import { makeSettlingIn, type SettlingInOptions } from './settling-in.ts';

export interface Services {
  readonly people: People;
  readonly contacts: Contacts;
  readonly blocks: Blocks;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly outbox: Outbox;
  readonly history: History;
  readonly ownPresence: OwnPresenceRoad;
  readonly attention: Attention;
  readonly incoming: IncomingRoad;
  readonly readState: ReadState;
  readonly receipts: Receipts;
  readonly servers: Servers;
  readonly outages: Outages;
}

export interface FollowingOptions {
  readonly services: Services;
  readonly sessions: SettlingInOptions['sessions'];
  readonly clock: Clock;
  readonly warn: (what: string, error: unknown) => void;
}

/** Follows a client for good. `here`: this client is still its account's. */
export function makeFollowing({
  services,
  sessions,
  clock,
  warn,
}: FollowingOptions): (account: string, client: Client, here: () => boolean) => void {
  const { attention, contacts, blocks, conversations, messages, outbox, history, ownPresence, incoming } = services;
  const { readState, receipts, outages, people } = services;
  const settleIn = makeSettlingIn({ ...services, sessions, clock, warn });
  return (account, client, here) => {
    contacts.load(account);
    for (const each of [
      contacts,
      people.pictures,
      people.photos,
      people.cards,
      blocks,
      outbox,
      ownPresence,
      incoming,
      attention,
      outages,
      readState,
    ])
      each.attach(account, client);
    client.messages.received.on((message) => {
      messages.receive(account, message);
      receipts.answer(account, client, message);
      if (message.archiveId !== undefined) history.follow(account, message.archiveId);
    });
    client.messages.forged.on(() => warn('a forged carbon was dropped', 'XEP-0280 11'));
    settleIn(account, client, here);
    client.session.ended.on(() => conversations.silence(account));
  };
}
