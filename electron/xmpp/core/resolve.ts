// Where a domain's XMPP service is: SRV records of RFC 6120 3.2 and XEP-0368 as one weighted set (RFC 2782), else the domain itself.
import { Resolver as DnsResolver, lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isAddressLiteral } from '../../../shared/domain.ts';
import { ConnectError } from './connect-error.ts';

export interface ServiceRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

export interface Address {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** Both reject like node:dns does. */
export interface Resolver {
  srv(name: string): Promise<readonly ServiceRecord[]>;
  addresses(host: string): Promise<readonly Address[]>;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (XEP-0368), otherwise STARTTLS. */
  readonly secure: boolean;
  /** Nobody announced it: what answers there may be something else altogether. */
  readonly guessed?: boolean;
}

/** Of equal priority, each in the order to try. */
export type Groups = readonly (readonly Target[])[];

const DEFAULT_PORT = 5222;
/** Where servers take direct TLS without saying so. */
const GUESSED_PORTS = [5223, 443];
const PATIENCE = 4_000;
/** More than anybody needs; DNS is nobody's promise. */
const MOST_TARGETS = 20;

/** DNS for SRV; the system's own look-up, with its hosts file, for addresses. */
export function makeResolver(): Resolver {
  return {
    // RFC 6761 6.3: names under localhost are nobody's business but this machine's.
    srv: async (name) => (/\.localhost$/.test(name) ? [] : new DnsResolver({ timeout: 2500, tries: 2 }).resolveSrv(name)),
    addresses: (host) => lookup(host, { all: true, order: 'verbatim' }),
  };
}

/**
 * The targets to try. `domain` is in its ASCII form. Rejects with ConnectError when the domain says it offers no XMPP.
 * A failed SRV query counts as no answer: the domain itself may still be reached (RFC 6120 3.2.1).
 */
export async function findTargets(domain: string, resolver: Resolver, random: () => number, patience = PATIENCE): Promise<Groups> {
  if (isAddressLiteral(domain)) return [[{ host: domain, port: DEFAULT_PORT, secure: false }]];
  const [direct, plain] = await Promise.all(
    ['_xmpps-client', '_xmpp-client'].map((service) => within(patience, resolver.srv(`${service}._tcp.${domain}`)).catch(() => undefined)),
  );
  const found = [
    ...usable(direct).map((record) => ({ ...record, secure: true })),
    ...usable(plain).map((record) => ({ ...record, secure: false })),
  ];
  if (found.length > 0) {
    const ordered = orderByWeight(found, random).slice(0, MOST_TARGETS);
    const priorities = [...new Set(ordered.map(({ priority }) => priority))];
    return priorities.map((each) =>
      ordered
        .filter(({ priority }) => priority === each)
        .map(({ name, port, secure }) => ({ host: name.replace(/\.$/, ''), port, secure })),
    );
  }
  // RFC 2782: the root as target means "decidedly not available"; of direct TLS it says that SRV is meant to be used (XEP-0368 3).
  if (direct?.length || plain?.length) throw new ConnectError('not-xmpp', `${domain} announces that it has no XMPP service`);
  return targetsOf(domain);
}

/** A domain itself, where nobody announced anything. */
export function targetsOf(domain: string): Groups {
  const own = { host: domain, port: DEFAULT_PORT, secure: false };
  return [[own], GUESSED_PORTS.map((port) => ({ host: domain, port, secure: true, guessed: true }))];
}

/** RFC 2782: by priority; within one, drawn by weight, with those of weight 0 first in line for a draw of 0. */
export function orderByWeight<T extends { readonly priority: number; readonly weight: number }>(
  records: readonly T[],
  random: () => number,
): readonly T[] {
  const left = records.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight);
  const ordered: T[] = [];
  while (left.length > 0) {
    const group = left.filter(({ priority }) => priority === left[0]?.priority);
    const draw = Math.floor(random() * (totalWeight(group) + 1));
    const sums = group.map((_, index) => totalWeight(group.slice(0, index + 1)));
    ordered.push(
      ...left.splice(
        Math.max(
          sums.findIndex((sum) => sum >= draw),
          0,
        ),
        1,
      ),
    );
  }
  return ordered;
}

function totalWeight(records: readonly { readonly weight: number }[]): number {
  return records.reduce((sum, { weight }) => sum + weight, 0);
}

/** Addresses of a host, families alternating (RFC 8305 4). Rejects like the resolver, or with ENOTFOUND when there is none. */
export async function addressesOf(host: string, resolver: Resolver, patience = PATIENCE): Promise<readonly Address[]> {
  const literal = host.replace(/^\[|\]$/g, '');
  const family = isIP(literal);
  if (family !== 0) return [{ address: literal, family }];
  const all = (await within(patience, resolver.addresses(host))).slice(0, MOST_TARGETS);
  if (all.length === 0) throw new ConnectError('unknown-host', `${host} has no address`);
  const first = all.filter((each) => each.family === all[0]?.family);
  const second = all.filter((each) => each.family !== all[0]?.family);
  return Array.from({ length: all.length }, (_, index) => [first[index], second[index]])
    .flat()
    .filter((each) => each !== undefined);
}

/** Nobody's DNS may take longer than this, whatever the resolver is. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ConnectError('timeout', 'no answer from the DNS')), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function usable(records: readonly ServiceRecord[] | undefined): readonly ServiceRecord[] {
  return (records ?? []).filter(({ name, port }) => name !== '' && name !== '.' && port > 0);
}
