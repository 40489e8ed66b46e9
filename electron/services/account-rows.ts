// Accounts as the person sees them: what is known of each, where it stands among the others, and how its connection stands.
import type { Account, KnownAccount } from '../../shared/account.ts';
import { contactId } from '../../shared/contact.ts';
import { STANZA_BYTES } from '../../shared/message.ts';
import { signal } from '../../shared/signal.ts';
import { NS_APPROVAL } from '../xmpp/core/roster.ts';
import type { Stream } from '../xmpp/core/stream.ts';
import type { Blocks } from './blocking.ts';
import type { Outages } from './outages.ts';
import type { People } from './people.ts';
import type { Servers } from './server.ts';

interface AccountRowsOptions {
  readonly known: { list(): readonly KnownAccount[] };
  readonly stream: (id: string) => Stream | undefined;
  readonly servers: Pick<Servers, 'hides'>;
  readonly blocks: Pick<Blocks, 'changed'>;
  readonly people: { readonly profiles: Pick<People['profiles'], 'changed' | 'shown'> };
  readonly outages: Pick<Outages, 'of' | 'changed'>;
}

export function accountRows({ known, stream: streamOf, servers, blocks, outages, people: { profiles } }: AccountRowsOptions) {
  const changed = signal<readonly Account[]>();
  const byId = (id: string) => known.list().find((each) => each.id === id);

  function draw(account: KnownAccount): Account {
    const stream = streamOf(account.id);
    const outage = outages.of(account.id);
    const { picture, calls = '' } = profiles.shown(contactId(account.id, account.address));
    return {
      ...account,
      colour: account.colour ?? 0,
      place: known.list().findIndex((each) => each.id === account.id),
      connection: stream?.connection ?? { state: 'offline' },
      stanzaBytes: stream?.maxBytes ?? STANZA_BYTES,
      ...(stream?.offered.includes(NS_APPROVAL) ? { approves: true } : {}),
      nickname: calls,
      ...(servers.hides(account.id, account.address) ? { hides: true } : {}),
      ...(outage === undefined ? {} : { outage }),
      ...(picture === undefined ? {} : { picture }),
    };
  }

  const redraw = (id: string): void => {
    const account = byId(id);
    if (account !== undefined) changed.emit([draw(account)]);
  };
  outages.changed.on(redraw);
  profiles.changed.on(({ account, address }) => (byId(account)?.address === address ? redraw(account) : undefined));
  // What its server can do has been learnt by then.
  blocks.changed.on(({ id }) => redraw(id));

  return { changed, byId, draw, all: (): readonly Account[] => known.list().map(draw) };
}
