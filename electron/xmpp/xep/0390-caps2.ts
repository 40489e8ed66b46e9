// XEP-0390 Entity Capabilities 2.0, version 0.3.2: the same as XEP-0115 with separators nobody can smuggle in; and the two together:
// what a device told last decides what it can do, looked up once per hash, and believed for others only when the hash is right.
import { createHash } from 'node:crypto';
import { type Discovery, valuesOf } from '../../../shared/discovery.ts';
import { bareJid } from '../../../shared/jid.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import type { Disco } from './0030-disco.ts';
import { byOctets, type Caps, capsHash, LONGEST_HASH, NODE, NS as NS_CAPS, readCaps, writeCaps } from './0115-caps.ts';

export const NS = 'urn:xmpp:caps';
const NS_HASHES = 'urn:xmpp:hashes:2';

/** Of the hashes of a presence only the one every implementation has (4.2, XEP-0300). */
export function readCaps2(presence: Element): string | undefined {
  const hashes = presence.getChild('c', NS)?.getChildren('hash', NS_HASHES) ?? [];
  const hash = hashes.find(({ attrs }) => attrs.algo === 'sha-256')?.text() ?? '';
  return hash.length > LONGEST_HASH ? undefined : hash.trim() || undefined;
}

export function writeCaps2(hash: string): Element {
  return xml('c', { xmlns: NS }, xml('hash', { xmlns: NS_HASHES, algo: 'sha-256' }, hash));
}

/** 4.1; undefined when the answer holds what must not be hashed. */
export function caps2Hash(info: Discovery, algorithm = 'sha256'): string | undefined {
  if (info.more || info.forms.some((form) => valuesOf(form, 'FORM_TYPE').length !== 1)) return undefined;
  const features = info.features.map((feature) => `${feature}\x1f`);
  const identities = info.identities.map(({ category, type, lang, name }) => `${category}\x1f${type}\x1f${lang}\x1f${name}\x1f\x1e`);
  const forms = info.forms.map(
    ({ fields }) => `${join(fields.map(({ name, values }) => `${name}\x1f${join(values.map((value) => `${value}\x1f`))}\x1e`))}\x1d`,
  );
  return createHash(algorithm)
    .update([features, identities, forms].map((each) => `${join(each)}\x1c`).join(''))
    .digest('base64');
}

function join(parts: readonly string[]): string {
  return parts.toSorted(byOctets).join('');
}

export interface CapsOptions {
  /** Whether somebody (a bare JID) may know that we are here: others are not asked. */
  readonly seenBy: (address: string) => boolean;
  /** Verified answers by hash, of all accounts. */
  readonly cache: { find(key: string): Discovery | undefined; keep(key: string, info: Discovery): void };
}

/** Devices whose word is remembered: more than anybody has contacts. Of more the oldest are asked when it matters. */
export const MOST_TOLD = 50_000;

/** What a device told of itself: where to ask, under which key the answer may be kept, and what makes it true. */
interface Told {
  readonly key: string;
  readonly node: string;
  verify(info: Discovery): boolean;
}

export function caps(session: Session, disco: Disco, { seenBy, cache }: CapsOptions) {
  session.advertise(NS_CAPS);
  session.advertise(NS);
  const told = new Map<string, Told>();
  /** By hash, while the answer is awaited. */
  const asked = new Map<string, Promise<Discovery>>();
  /** What could not be verified holds for the one device only, until it says something else. */
  const own = new Map<string, Discovery>();

  session.onPresence((presence) => {
    const { from, type } = presence.attrs;
    if (from === undefined || (type !== undefined && type !== 'unavailable')) return;
    const next = type === undefined ? readTold(presence) : undefined;
    if (type === 'unavailable') {
      told.delete(from);
      own.delete(from);
    }
    // A server may leave out what it told before (XEP-0115 8.4).
    if (next === undefined) return;
    if (next.key !== told.get(from)?.key) own.delete(from);
    told.set(from, next);
    const [oldest] = told.keys();
    if (told.size > MOST_TOLD && oldest !== undefined) told.delete(oldest);
  });
  session.began.on(() => {
    told.clear();
    own.clear();
  });
  // What the last process told still stands at the server: it may be asked for.
  session.resumed.on(() => void write());

  /** For every presence of ours. */
  function write(): readonly Element[] {
    const info = disco.own();
    const ver = capsHash(info, 'sha-1') ?? '';
    const hash = caps2Hash(info) ?? '';
    disco.tellAt(`${NODE}#${ver}`, info);
    disco.tellAt(`${NS}#sha-256.${hash}`, info);
    return [writeCaps({ node: NODE, ver, hash: 'sha-1' }), writeCaps2(hash)];
  }

  async function ask(device: string, { key, node, verify }: Told): Promise<Discovery> {
    const info = await disco.info(device, node);
    if (verify(info)) cache.keep(key, info);
    else own.set(device, info);
    return info;
  }

  /** Several devices may claim the same hash; only what is verified holds for all of them. */
  async function lookUp(device: string, what: Told): Promise<Discovery> {
    for (let pending = asked.get(what.key); pending !== undefined; pending = asked.get(what.key)) {
      await pending.catch(() => undefined); // whoever asked hears of it
      const known = cache.find(what.key) ?? own.get(device);
      if (known !== undefined) return known;
    }
    const answer = ask(device, what).finally(() => asked.delete(what.key));
    asked.set(what.key, answer);
    return answer;
  }

  return {
    write,
    /** What a device (a full JID) that is there can do; undefined when it may not be asked. Rejects like Session.request. */
    async of(device: string): Promise<Discovery | undefined> {
      const what = told.get(device);
      const known = (what && cache.find(what.key)) ?? own.get(device);
      if (known !== undefined || !seenBy(bareJid(device) ?? '')) return known;
      if (what !== undefined) return lookUp(device, what);
      // It has not told, or not since the last start.
      const info = await disco.info(device);
      own.set(device, info);
      return info;
    },
  };
}

/** The newer kind where there is one (6.2 forbids to take the older one's word then). */
function readTold(presence: Element): Told | undefined {
  const hash = readCaps2(presence);
  if (hash !== undefined) {
    const node = `${NS}#sha-256.${hash}`;
    return { key: node, node, verify: (info) => caps2Hash(info) === hash };
  }
  const older = readCaps(presence);
  return older === undefined ? undefined : toldBy(older);
}

function toldBy({ node, ver, hash }: Caps): Told {
  return { key: `${NS_CAPS}#${hash}.${ver}`, node: `${node}#${ver}`, verify: (info) => capsHash(info, hash) === ver };
}
