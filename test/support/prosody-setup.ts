// What a private Prosody is started with: its configuration, its seed, and ports nobody uses.
import { randomInt, randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { Authority, CertificateRequest, IssuedCertificate } from './certificates.ts';

/** A message both sides already have in their archive, or one that waits for its reader. Addresses may be local names. */
export interface SeedMessage {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** Milliseconds since 1970; the server keeps whole seconds. */
  readonly at: number;
  readonly id?: string;
}

type Setting = string | number | boolean | readonly (string | number)[] | { readonly [name: string]: Setting };

export interface ProsodyOptions {
  readonly domain?: string;
  /** More virtual hosts of the same server, which talk to each other without s2s. */
  readonly otherDomains?: readonly string[];
  /** One more, which takes guests without an account and nobody else. */
  readonly guestDomain?: string;
  /** Passwords by address or local name. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Pairs that are each other's contact (subscription both). */
  readonly rosters?: readonly (readonly [string, string])[];
  /** How a contact is called in the rosters of the others. */
  readonly names?: Readonly<Record<string, string>>;
  readonly archive?: readonly SeedMessage[];
  /** Messages that arrived while their reader was away: in both archives and in the offline store. */
  readonly waiting?: readonly SeedMessage[];
  /** Services beside the server: module by the first part of their name. */
  readonly components?: Readonly<Record<string, string>>;
  /** Where the operator tells of outages (XEP-0455). */
  readonly statusAddresses?: readonly string[];
  /** Other servers are spoken to only where `s2s` is among those that are enabled. */
  readonly modules?: { readonly enable?: readonly string[]; readonly disable?: readonly string[] };
  /** More options of Prosody's configuration, e.g. { c2s_idle_timeout: 5 }. */
  readonly config?: Readonly<Record<string, Setting>>;
  /** Whether a Direct TLS port is opened beside the STARTTLS one; true unless told. */
  readonly directTls?: boolean;
  /** How long a lost stream may be resumed (XEP-0198), in seconds; 60 unless told. */
  readonly resumeSeconds?: number;
  /** Who vouches for its certificate; an authority of its own unless told. */
  readonly authority?: Authority;
  /** The server's certificate; a valid one for all its domains unless told. */
  readonly certificate?: Partial<CertificateRequest>;
  readonly debug?: boolean;
}

export interface Ports {
  readonly starttls: number;
  readonly direct: number;
}

const host = '127.0.0.1';
const plugins = resolve(import.meta.dirname, '../../assets/prosody');
const standard = [
  ...['roster', 'saslauth', 'tls', 'disco', 'pep', 'carbons', 'mam', 'smacks', 'csi_simple', 'blocklist', 'bookmarks', 'private', 'vcard4'],
  ...['vcard_legacy', 'offline', 'ping', 'time', 'version', 'presence', 'message', 'iq'],
];

/** The text of prosody.cfg.lua. */
export function configuration(what: {
  readonly options: ProsodyOptions;
  readonly domains: readonly string[];
  readonly dir: string;
  readonly control: string;
  readonly ports: Ports;
  readonly certificate: IssuedCertificate;
}): string {
  const { options, dir, ports, certificate } = what;
  const disabled = [...(options.modules?.disable ?? []), ...(options.modules?.enable?.includes('s2s') === true ? [] : ['s2s'])];
  const status = options.statusAddresses === undefined ? [] : ['kith_status'];
  const enabled = [...standard, ...status, ...(options.modules?.enable ?? [])].filter((name) => !disabled.includes(name));
  const settings: Record<string, Setting> = {
    run_as_root: true,
    data_path: join(dir, 'data'),
    pidfile: join(dir, 'prosody.pid'),
    certificates: join(dir, 'data'),
    admin_socket: join(dir, 'prosody.sock'),
    plugin_paths: [plugins],
    interfaces: [host],
    c2s_ports: [ports.starttls],
    c2s_direct_tls_ports: ports.direct === 0 ? [] : [ports.direct],
    http_ports: [],
    https_ports: [],
    modules_enabled: [...enabled, 'kith_seed'],
    modules_disabled: disabled,
    kith_seed_folder: what.control,
    kith_status_addresses: options.statusAddresses ?? [],
    authentication: 'internal_plain',
    storage: 'internal',
    c2s_require_encryption: true,
    allow_registration: false,
    archive_expires_after: 'never',
    smacks_hibernation_time: options.resumeSeconds ?? 60,
    ...options.config,
  };
  return [
    ...Object.entries(settings).map(([name, value]) => `${name} = ${lua(value)}`),
    `ssl = { key = ${lua(certificate.keyFile)}, certificate = ${lua(certificate.certFile)} }`,
    `log = { { levels = { min = ${lua(options.debug === true ? 'debug' : 'info')} }, to = "console" } }`,
    ...what.domains.map((domain) => `VirtualHost ${lua(domain)}${domain === options.guestDomain ? '\nauthentication = "anonymous"' : ''}`),
    ...Object.entries(options.components ?? {}).map(([name, module]) => `Component ${lua(`${name}.${what.domains[0]}`)} ${lua(module)}`),
    '',
  ].join('\n');
}

function lua(value: Setting): string {
  // JSON strings of paths and names are Lua strings too, once no \u escape is in them.
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  const entries = isList(value) ? value.map(lua) : Object.entries(value).map(([name, each]) => `[${lua(name)}] = ${lua(each)}`);
  return `{ ${entries.join(', ')} }`;
}

function isList(value: object): value is readonly (string | number)[] {
  return Array.isArray(value);
}

/** The content of seed.json, as assets/prosody/mod_kith_seed.lua reads it: full addresses, oldest message first. */
export function seedOf(options: ProsodyOptions, domain: string) {
  const address = (name: string): string => (name.includes('@') ? name : `${name}@${domain}`);
  const message = (seed: SeedMessage): SeedMessage => ({
    ...seed,
    from: address(seed.from),
    to: address(seed.to),
    id: seed.id ?? randomUUID(),
  });
  const sorted = (seeds: readonly SeedMessage[] = []): SeedMessage[] => seeds.map(message).sort((a, b) => a.at - b.at);
  const entry = (owner: string, contact: string) => ({ owner: address(owner), contact: address(contact), name: options.names?.[contact] });
  return {
    accounts: Object.fromEntries(Object.entries(options.accounts ?? {}).map(([name, password]) => [address(name), password])),
    rosters: (options.rosters ?? []).flatMap(([one, other]) => [entry(one, other), entry(other, one)]),
    archive: sorted(options.archive),
    waiting: sorted(options.waiting),
    archived: options.modules?.disable?.includes('mam') !== true,
  };
}

export interface ReservedPort {
  readonly port: number;
  release(): void;
}

/**
 * A port nobody listens on, below the range the system gives to outgoing connections, kept from every other test until it is released: its
 * UDP half is held, which the servers here have no use for. So it is still free when a server comes back after a kill.
 */
export async function reservePort(): Promise<ReservedPort> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const held = await hold(port);
    if (held === undefined) continue;
    if (await canListen(port)) return { port, release: () => void held.close() };
    held.close();
  }
}

function hold(port: number): Promise<Socket | undefined> {
  return new Promise((done) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      done(undefined);
    });
    socket.bind({ port, address: host, exclusive: true }, () => done(socket.unref()));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
  });
}

/** Whether something accepts connections there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
