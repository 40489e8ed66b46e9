// Accounts as the person sees them: what is known of each, where it stands among the others, and how its connection stands.
import type { Account, KnownAccount } from '../../shared/account.ts';
import { STANZA_BYTES } from '../../shared/message.ts';
import type { Outage } from '../../shared/outage.ts';
import { NS_APPROVAL } from '../xmpp/core/roster.ts';
import type { Stream } from '../xmpp/core/stream.ts';

interface AccountRowsOptions {
  readonly known: { list(): readonly KnownAccount[] };
  readonly stream: (id: string) => Stream | undefined;
  readonly hides: (account: KnownAccount) => boolean;
  readonly outage: (id: string) => Outage | undefined;
}

export function accountRows({ known, stream: streamOf, hides, outage: outageOf }: AccountRowsOptions) {
  const byId = (id: string) => known.list().find((each) => each.id === id);

  function draw(account: KnownAccount): Account {
    const stream = streamOf(account.id);
    const outage = outageOf(account.id);
    return {
      ...account,
      colour: account.colour ?? 0,
      place: known.list().findIndex((each) => each.id === account.id),
      connection: stream?.connection ?? { state: 'offline' },
      stanzaBytes: stream?.maxBytes ?? STANZA_BYTES,
      ...(stream?.offered.includes(NS_APPROVAL) ? { approves: true } : {}),
      ...(hides(account) ? { hides: true } : {}),
      ...(outage === undefined ? {} : { outage }),
    };
  }

  return { byId, draw, all: (): readonly Account[] => known.list().map(draw) };
}
