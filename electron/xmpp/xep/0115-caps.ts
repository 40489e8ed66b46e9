// XEP-0115 Entity Capabilities, version 1.6.0: what a device can do, as a hash in its presence.
import { createHash } from 'node:crypto';
import { type DataForm, type Discovery, valuesOf } from '../../../shared/discovery.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'http://jabber.org/protocol/caps';
/** Names the program, whatever its version. */
export const NODE = 'urn:kith';

const ALGORITHMS = ['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512'];

export interface Caps {
  readonly node: string;
  readonly ver: string;
  readonly hash: string;
}

/** In characters; a hash has no more than ninety. */
const LONGEST_NODE = 1024;
export const LONGEST_HASH = 128;

/** Of a presence; without a hash it is of the time before hashes, and says nothing that could be verified (5.4). */
export function readCaps(presence: Element): Caps | undefined {
  const { node, ver, hash } = presence.getChild('c', NS)?.attrs ?? {};
  if (!node || !ver || !hash) return undefined;
  return node.length > LONGEST_NODE || Math.max(ver.length, hash.length) > LONGEST_HASH ? undefined : { node, ver, hash };
}

export function writeCaps({ node, ver, hash }: Caps): Element {
  return xml('c', { xmlns: NS, hash, node, ver });
}

/** The verification string (5.1); undefined when the answer is ill-formed (5.4) or the algorithm is none of ours. */
export function capsHash(info: Discovery, algorithm: string): string | undefined {
  const text = ALGORITHMS.includes(algorithm) ? hashed(info) : undefined;
  return text === undefined ? undefined : createHash(algorithm.replace('-', '')).update(text).digest('base64');
}

/** Bytes, not letters, decide the order (5.1: i;octet). */
export function byOctets(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function hashed({ identities, features, forms }: Discovery): string | undefined {
  const kinds = identities.map(({ category, type, lang }) => `${category}/${type}/${lang}`);
  const typed = forms.flatMap((form) =>
    formTypes(form)
      .slice(0, 1)
      .map((type) => ({ type, form })),
  );
  const types = typed.map(({ type }) => type);
  if ([kinds, features, types].some(repeats) || typed.some(({ form }) => new Set(valuesOf(form, 'FORM_TYPE')).size > 1)) return undefined;
  const parts = [
    ...identities.map(({ category, type, lang, name }) => `${category}/${type}/${lang}/${name}`).toSorted(byOctets),
    ...features.toSorted(byOctets),
    ...typed.toSorted((a, b) => byOctets(a.type, b.type)).flatMap(({ type, form }) => [type, ...formParts(form)]),
  ];
  // What holds the separator could be read as something else with the same hash.
  return parts.some((part) => part.includes('<')) ? undefined : parts.map((part) => `${part}<`).join('');
}

/** 5.4: a form whose FORM_TYPE is missing or not hidden is passed over. */
function formTypes(form: DataForm): readonly string[] {
  return form.fields.some(({ name, type }) => name === 'FORM_TYPE' && type === 'hidden') ? valuesOf(form, 'FORM_TYPE') : [];
}

function formParts({ fields }: DataForm): readonly string[] {
  const others = fields.filter(({ name }) => name !== 'FORM_TYPE').toSorted((a, b) => byOctets(a.name, b.name));
  return others.flatMap(({ name, values }) => [name, ...values.toSorted(byOctets)]);
}

function repeats(values: readonly string[]): boolean {
  return new Set(values).size < values.length;
}
