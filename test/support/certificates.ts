// A throw-away certificate authority made with openssl (EC P-256): one per test server, trusted by nobody else.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Authorities } from '../../electron/xmpp/core/trust.ts';

export interface CertificateRequest {
  /** Host names; an IPv4 address is written as such, 'SRV:_service.domain' and 'XMPP:domain' are names of those kinds. */
  readonly names: readonly string[];
  /** The common name; the first of the names unless told. */
  readonly subject?: string;
  /** Signed by itself instead of by the authority. */
  readonly selfSigned?: boolean;
  /** Days of validity, counted from notBefore; 30 unless told. */
  readonly days?: number;
  /** Milliseconds since 1970; an hour ago unless told. */
  readonly notBefore?: number;
}

export interface IssuedCertificate {
  readonly keyFile: string;
  readonly certFile: string;
}

/** Believes this authority and no other, as the person's own. */
export function trusting(caFile: string): () => Promise<Authorities> {
  const own = [readFileSync(caFile, 'utf8')];
  return async () => ({ all: own, own });
}

export interface Authority {
  /** PEM file of the authority's own certificate. */
  readonly caFile: string;
  /** Makes a key and a server certificate signed by this authority. */
  issue(request: CertificateRequest): Promise<IssuedCertificate>;
  /** Makes an authority that this one vouches for; what it issues comes without its own certificate. */
  intermediate(dates?: Pick<CertificateRequest, 'days' | 'notBefore'>): Promise<Authority>;
}

const run = promisify(execFile);
const day = 24 * 60 * 60_000;

/** Makes an authority inside `dir` (created when missing); throws with openssl's words when openssl fails. */
export async function makeAuthority(dir: string): Promise<Authority> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files = { keyFile: join(dir, 'ca.key'), certFile: join(dir, 'ca.pem') };
  const config = await configFile(dir, 'Kith throw-away authority', AUTHORITY);
  await openssl(['req', '-x509', ...newKey(files.keyFile), '-config', config, '-days', '3650', '-out', files.certFile]);
  return authorityOf(dir, files);
}

function authorityOf(dir: string, issuer: IssuedCertificate): Authority {
  const sign = async (subject: string, extensions: readonly string[], request: Omit<CertificateRequest, 'names'>) => {
    // A folder each: `openssl ca` keeps a small database beside the certificate, which must not be shared by two at once.
    const id = randomBytes(8).toString('hex');
    const own = join(dir, id);
    await mkdir(own, { mode: 0o700 });
    const files = { keyFile: join(own, 'server.key'), certFile: join(own, 'server.pem') };
    const start = request.notBefore ?? Date.now() - 60 * 60_000;
    const config = await configFile(own, subject, extensions);
    await writeFile(join(own, 'index'), '');
    await writeFile(join(own, 'serial'), `7f${id}`);
    await openssl(['req', '-new', ...newKey(files.keyFile), '-config', config, '-out', join(own, 'server.csr')]);
    const dates = ['-startdate', stamp(start), '-enddate', stamp(start + (request.days ?? 30) * day)];
    const by = request.selfSigned ? ['-selfsign', '-keyfile', files.keyFile] : ['-cert', issuer.certFile, '-keyfile', issuer.keyFile];
    await openssl(['ca', '-batch', '-notext', '-config', config, ...by, ...dates, '-in', join(own, 'server.csr'), '-out', files.certFile]);
    return { own, files };
  };
  return {
    caFile: issuer.certFile,
    async issue({ names, subject = names[0] ?? 'nobody', ...request }) {
      const alternatives = names.length === 0 ? [] : [`subjectAltName = ${names.map(alternative).join(',')}`];
      const { files } = await sign(subject, [...SERVER, ...alternatives], request);
      return files;
    },
    async intermediate(dates = {}) {
      const { own, files } = await sign('Kith throw-away intermediate', AUTHORITY, dates);
      return authorityOf(own, files);
    },
  };
}

const AUTHORITY = ['basicConstraints = critical,CA:TRUE', 'keyUsage = critical,keyCertSign,cRLSign', 'subjectKeyIdentifier = hash'];
const SERVER = ['basicConstraints = critical,CA:FALSE', 'keyUsage = digitalSignature', 'extendedKeyUsage = serverAuth'];

function alternative(name: string): string {
  if (name.startsWith('SRV:')) return `otherName:1.3.6.1.5.5.7.8.7;IA5:${name.slice(4)}`;
  if (name.startsWith('XMPP:')) return `otherName:1.3.6.1.5.5.7.8.5;UTF8:${name.slice(5)}`;
  return /^\d+(\.\d+){3}$/.test(name) ? `IP:${name}` : `DNS:${name}`;
}

function newKey(keyFile: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
}

async function openssl(args: readonly string[]): Promise<void> {
  await run('openssl', args, { timeout: 30_000 });
}

/** ASN.1 GeneralizedTime, the form `openssl ca` takes. */
function stamp(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

async function configFile(dir: string, subject: string, extensions: readonly string[]): Promise<string> {
  const lines = [
    '[req]',
    'distinguished_name = name',
    'prompt = no',
    'string_mask = utf8only',
    'x509_extensions = extensions',
    '[name]',
    `CN = ${subject}`,
    '[ca]',
    'default_ca = signing',
    '[signing]',
    `database = ${dir}/index`,
    `serial = ${dir}/serial`,
    `new_certs_dir = ${dir}`,
    'default_md = sha256',
    'policy = anything',
    'x509_extensions = extensions',
    'unique_subject = no',
    '[anything]',
    'commonName = supplied',
    '[extensions]',
    ...extensions,
  ];
  const file = join(dir, 'openssl.cnf');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
