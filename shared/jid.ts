// XMPP addresses (RFC 7622): parsing, preparation, comparison. Values are always prepared, so equal addresses are equal strings.
import { prepareDomain } from './domain.ts';
import { lowerCase, opaqueString, usernameCaseMapped } from './precis.ts';

export { asciiDomain } from './domain.ts';

export interface Jid {
  readonly local?: string;
  readonly domain: string;
  readonly resource?: string;
}

interface Strictness {
  /** For what servers send: keeps addresses that RFC 6122 allowed and RFC 7622 does not (symbols, emoji nicknames). */
  readonly tolerant?: boolean;
}

/** Octets of UTF-8 in each part (RFC 7622 3.1). */
const LONGEST_PART = 1023;
/** RFC 7622 3.3.1. */
const NOT_IN_LOCAL = /["&'/:<>@]/;
const NOT_IN_TOLERATED_LOCAL = /[\p{Cc}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
const NOT_IN_TOLERATED_RESOURCE = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** What servers sent last: each stanza repeats its addresses, and they are asked for at every step of its road. */
const RECENT = new Map<string, Jid | undefined>();
const MOST_RECENT = 256;

/** Undefined when `text` is no address; otherwise its parts, prepared for comparison. */
export function parseJid(text: string, { tolerant = false }: Strictness = {}): Jid | undefined {
  if (!tolerant) return prepare(text, false);
  if (RECENT.has(text)) return RECENT.get(text);
  const jid = prepare(text, true);
  if (RECENT.size >= MOST_RECENT) RECENT.clear();
  RECENT.set(text, jid);
  return jid;
}

function prepare(text: string, tolerant: boolean): Jid | undefined {
  if (text.length > 3 * LONGEST_PART + 2) return undefined;
  const slash = text.indexOf('/');
  const bare = slash < 0 ? text : text.slice(0, slash);
  const at = bare.indexOf('@');
  const domain = prepareDomain(bare.slice(at + 1), tolerant);
  const local = at < 0 ? undefined : prepareLocal(bare.slice(0, at), tolerant);
  const resource = slash < 0 ? undefined : prepareResource(text.slice(slash + 1), tolerant);
  if (domain === undefined || (at >= 0 && local === undefined) || (slash >= 0 && resource === undefined)) return undefined;
  if (![domain, local, resource].every(fits)) return undefined;
  return { domain, ...(local === undefined ? {} : { local }), ...(resource === undefined ? {} : { resource }) };
}

/**
 * 'local@domain' (or 'domain' for a server's address) of any address that is at least tolerable.
 * For what a person typed use parseJid, which is strict and tells whether there is a local part.
 */
export function bareJid(text: string): string | undefined {
  const jid = parseJid(text, { tolerant: true });
  return jid === undefined ? undefined : bareOf(jid);
}

export function bareOf({ local, domain }: Jid): string {
  return local === undefined ? domain : `${local}@${domain}`;
}

export function formatJid(jid: Jid): string {
  return jid.resource === undefined ? bareOf(jid) : `${bareOf(jid)}/${jid.resource}`;
}

/** Whether both name the same entity, resource included; what is no address equals nothing. */
export function sameJid(a: string, b: string): boolean {
  const first = parseJid(a, { tolerant: true });
  if (first === undefined || a === b) return first !== undefined;
  const second = parseJid(b, { tolerant: true });
  return second !== undefined && formatJid(first) === formatJid(second);
}

/** Undefined for a server's address and for what is no address. */
export function localOf(text: string): string | undefined {
  return parseJid(text, { tolerant: true })?.local;
}

/** The prepared domain; empty for what is no address. */
export function domainOf(text: string): string {
  return parseJid(text, { tolerant: true })?.domain ?? '';
}

function prepareLocal(text: string, tolerant: boolean): string | undefined {
  const prepared = usernameCaseMapped(text) ?? (tolerant ? tolerateLocal(text) : undefined);
  return prepared === undefined || NOT_IN_LOCAL.test(prepared) ? undefined : prepared;
}

/** No NFKC here, though RFC 6122 had it: servers that follow it have applied it, and for all others 'ⅳ' and 'iv' are two people. */
function tolerateLocal(text: string): string | undefined {
  const mapped = lowerCase(text).normalize('NFC');
  return mapped === '' || NOT_IN_TOLERATED_LOCAL.test(mapped) ? undefined : mapped;
}

function prepareResource(text: string, tolerant: boolean): string | undefined {
  const prepared = opaqueString(text);
  if (prepared !== undefined || !tolerant) return prepared;
  const mapped = text.normalize('NFC');
  return mapped === '' || NOT_IN_TOLERATED_RESOURCE.test(mapped) ? undefined : mapped;
}

function fits(part: string | undefined): boolean {
  return part === undefined || part.length * 3 <= LONGEST_PART || new TextEncoder().encode(part).length <= LONGEST_PART;
}
