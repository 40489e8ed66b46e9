// What each account's server can do: a little is asked after every sign-in, all of it when the person wants to know, and what was
// answered last is kept for when there is no connection.
import type { Blocking } from '../../shared/blocking.ts';
import type { Discovery } from '../../shared/discovery.ts';
import { AppFailure } from '../../shared/errors.ts';
import { domainOf } from '../../shared/jid.ts';
import type { ServerReport } from '../../shared/server.ts';
import type { DiscoveryRow, DiscoveryStore } from '../archive/discoveries.ts';
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import { NS as NS_PRIVACY } from '../xmpp/xep/0016-privacy.ts';
import { NS as NS_INFO } from '../xmpp/xep/0030-disco.ts';
import { NS as NS_INVISIBLE } from '../xmpp/xep/0186-invisible.ts';
import { NS as NS_BLOCKING } from '../xmpp/xep/0191-blocking.ts';
import { NS as NS_SERVICES } from '../xmpp/xep/0215-external-services.ts';
import { NS as NS_REPORTING } from '../xmpp/xep/0377-reporting.ts';
import { assess, outageAddresses, SILENCE, STREAM } from './server-report.ts';

type Answer = Omit<DiscoveryRow, 'at'>;

export interface Servers {
  /** After signing in: what the account's own address and its server say. A refusal counts as nothing; silence or a lost stream rejects. */
  learn(account: string, client: Client): Promise<{ readonly own: Discovery; readonly server: Discovery }>;
  /** Asks everything anew. Throws AppFailure 'lost' without a connection, or when it is lost meanwhile. */
  check(account: string, client: Client | undefined): Promise<ServerReport>;
  /** What is known since it was asked last; null when it never was. */
  report(account: string, address: string): ServerReport | null;
  /** It knows nothing better for that than privacy lists (XEP-0016). */
  byLists(account: string, address: string): boolean;
  /** Whether it keeps people away for the account (XEP-0191) and takes reports about them (XEP-0377); null when it was never asked. */
  blocking(account: string, address: string): Blocking['offered'];
  /** Whether it can hide the account while it is there (XEP-0186), as far as known. */
  hides(account: string, address: string): boolean;
  /** Whether the account's own address or its server said so when they were asked last. */
  offers(account: string, address: string, feature: string): boolean;
  /** Where its operator tells of outages (XEP-0455). */
  outageAddresses(account: string, address: string): readonly string[];
}

const NOTHING: Discovery = { identities: [], features: [], forms: [] };
/** Services of a server that are asked. */
const MOST_SERVICES = 30;

export function makeServers(store: DiscoveryStore): Servers {
  async function basics(
    client: Client,
  ): Promise<{ readonly own: Discovery; readonly server: Discovery; readonly rows: readonly Answer[] }> {
    const { address } = client;
    const domain = domainOf(address);
    const [own, server] = await Promise.all([orNothing(client.disco.info(address)), orNothing(client.disco.info(domain))]);
    const stream: Discovery = { ...NOTHING, features: client.stream.offered };
    const rows = [answer(address, own), answer(domain, server), { entity: domain, question: STREAM, answer: stream }];
    return { own, server, rows };
  }

  async function everything(client: Client): Promise<readonly Answer[]> {
    const domain = domainOf(client.address);
    const { server, rows } = await basics(client);
    const [items, kinds] = await Promise.all([
      orElse(client.disco.items(domain), []),
      server.features.includes(NS_SERVICES) ? orElse(client.externalServices.kinds(domain), []) : [],
    ]);
    const services = items.filter((item) => item !== domain && item !== client.address).slice(0, MOST_SERVICES);
    const answers = await Promise.all(
      services.map((entity) =>
        client.disco.info(entity).then(
          (info): Answer => answer(entity, info),
          (error: unknown): Answer => {
            if (error instanceof StanzaError && error.condition === 'not-sent') throw error;
            return { entity, question: SILENCE, answer: NOTHING };
          },
        ),
      ),
    );
    return [...rows, { entity: domain, question: NS_SERVICES, answer: { ...NOTHING, features: kinds } }, ...answers];
  }

  /** What it said of itself when it was asked last. */
  function infoOf(account: string, entity: string): Discovery | undefined {
    return store.list(account).find((row) => row.entity === entity && row.question === NS_INFO)?.answer;
  }

  const offers: Servers['offers'] = (account, address, feature) =>
    [address, domainOf(address)].some((entity) => infoOf(account, entity)?.features.includes(feature));

  return {
    async learn(account, client) {
      const { own, server, rows } = await basics(client);
      store.put(account, rows);
      return { own, server };
    },
    async check(account, client) {
      if (client?.stream.connection.state !== 'online') throw new AppFailure('lost', 'not connected');
      const rows = await everything(client).catch((error: unknown) => {
        throw error instanceof StanzaError ? new AppFailure('lost', error.message) : error;
      });
      store.replace(account, rows);
      return assess(account, client.address, domainOf(client.address), store.list(account));
    },
    report(account, address) {
      const rows = store.list(account);
      // What is learnt at each sign-in is not the whole: of the services nothing is known before they were asked.
      if (!rows.some((row) => row.question === NS_SERVICES)) return null;
      return assess(account, address, domainOf(address), rows);
    },
    blocking(account, address) {
      const server = infoOf(account, domainOf(address));
      if (server === undefined) return null;
      if (!server.features.includes(NS_BLOCKING)) return server.features.includes(NS_PRIVACY) ? 'blocks' : 'nothing';
      return offers(account, address, NS_REPORTING) ? 'reports' : 'blocks';
    },
    byLists(account, address) {
      const server = infoOf(account, domainOf(address));
      return server?.features.includes(NS_PRIVACY) === true && !server.features.includes(NS_BLOCKING);
    },
    hides: (account, address) => infoOf(account, domainOf(address))?.features.includes(NS_INVISIBLE) === true,
    offers,
    outageAddresses: (account, address) => outageAddresses(infoOf(account, domainOf(address))),
  };
}

const answer = (entity: string, info: Discovery): Answer => ({ entity, question: NS_INFO, answer: info });

/** A refusal says that there is nothing; silence or a lost stream says nothing, and rejects. */
function orElse<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  return asked.catch((error: unknown) => {
    const refused = error instanceof StanzaError && error.condition !== 'not-sent' && error.condition !== 'remote-server-timeout';
    if (!refused) throw error;
    return otherwise;
  });
}

const orNothing = (asked: Promise<Discovery>): Promise<Discovery> => orElse(asked, NOTHING);
