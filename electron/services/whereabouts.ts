// What can be found out about a person when somebody looks at them: what time it is there, and when they were last there.
import type { Clock } from '../../shared/clock.ts';
import type { Whereabouts } from '../../shared/contact.ts';
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import { NS as NS_TIME } from '../xmpp/xep/0202-time.ts';
import type { Contacts } from './contacts.ts';

export interface WhereaboutsOptions {
  readonly contacts: Pick<Contacts, 'find' | 'sees' | 'devices' | 'wasThere'>;
  readonly client: (account: string) => Client | undefined;
  readonly clock: Clock;
}

/** A place does not change from one look to the next. */
const FRESH = 3_600_000;

export function makeWhereabouts({ contacts, client, clock }: WhereaboutsOptions) {
  const offsets = new Map<string, { readonly east: number | undefined; readonly at: number }>();

  /** A refusal, silence or a lost stream leaves it unknown. */
  async function orUnknown<T>(asked: Promise<T>): Promise<T | undefined> {
    return asked.catch((error: unknown) => {
      if (error instanceof StanzaError) return undefined;
      throw error;
    });
  }

  // What one account is told another one may not be.
  async function eastOf(account: string, connected: Client, device: string): Promise<number | undefined> {
    const key = `${account} ${device}`;
    const known = offsets.get(key);
    if (known !== undefined && clock.now() - known.at < FRESH) return known.east;
    const info = await orUnknown(connected.caps.of(device));
    const east = info?.features.includes(NS_TIME) ? await orUnknown(connected.time.of(device)) : undefined;
    offsets.set(key, { east, at: clock.now() });
    return east;
  }

  return {
    /** Only who may see us is asked for what they would notice; only about whom we may see is their server asked. */
    async of(account: string, address: string): Promise<Whereabouts> {
      const connected = client(account);
      const contact = contacts.find(account, address);
      if (connected?.stream.connection.state !== 'online' || contact === undefined) return { east: null };
      const [device] = contacts.devices(account, address);
      if (device !== undefined)
        return { east: contacts.sees(account, address) ? ((await eastOf(account, connected, device)) ?? null) : null };
      if (contact.subscription === 'to' || contact.subscription === 'both') {
        const seconds = await orUnknown(connected.lastActivity.of(address));
        if (seconds !== undefined) contacts.wasThere(account, address, clock.now() - seconds * 1000);
      }
      return { east: null };
    },
  };
}
