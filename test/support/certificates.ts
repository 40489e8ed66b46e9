// A throw-away certificate authority made with openssl (EC P-256): one per test server, trusted by nobody else.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface CertificateRequest {
  /** Host names; an IPv4 address is written as such. The first one is also the subject. */
  readonly names: readonly string[];
  /** Days of validity, counted from notBefore; 30 unless told. */
  readonly days?: number;
  /** Milliseconds since 1970; an hour ago unless told. */
  readonly notBefore?: number;
}

export interface IssuedCertificate {
  readonly keyFile: string;
  readonly certFile: string;
}

export interface Authority {
  /** PEM file of the authority's own certificate. */
  readonly caFile: string;
  /** Makes a key and a server certificate signed by this authority. */
  issue(request: CertificateRequest): Promise<IssuedCertificate>;
}

const run = promisify(execFile);
const day = 24 * 60 * 60_000;

/** Makes an authority inside `dir` (created when missing); throws with openssl's words when openssl fails. */
export async function makeAuthority(dir: string): Promise<Authority> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const caFile = join(dir, 'ca.pem');
  const caKey = join(dir, 'ca.key');
  await openssl(['req', '-x509', ...newKey(caKey), '-config', await configFile(dir, 'authority'), '-days', '3650', '-out', caFile]);

  return {
    caFile,
    async issue(request) {
      // A folder each: `openssl ca` keeps a small database beside the certificate, which must not be shared by two at once.
      const id = randomBytes(8).toString('hex');
      const own = join(dir, id);
      await mkdir(own, { mode: 0o700 });
      const files = { keyFile: join(own, 'server.key'), certFile: join(own, 'server.pem') };
      const start = request.notBefore ?? Date.now() - 60 * 60_000;
      const config = await configFile(own, request.names[0] ?? 'nobody', request.names);
      await writeFile(join(own, 'index'), '');
      await writeFile(join(own, 'serial'), `7f${id}`);
      await openssl(['req', '-new', ...newKey(files.keyFile), '-config', config, '-out', join(own, 'server.csr')]);
      const dates = ['-startdate', stamp(start), '-enddate', stamp(start + (request.days ?? 30) * day)];
      const signing = ['ca', '-batch', '-notext', '-config', config, '-cert', caFile, '-keyfile', caKey, ...dates];
      await openssl([...signing, '-in', join(own, 'server.csr'), '-out', files.certFile]);
      return files;
    },
  };
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

async function configFile(dir: string, subject: string, names: readonly string[] = []): Promise<string> {
  const alternatives = names.map((name) => (/^\d+(\.\d+){3}$/.test(name) ? `IP:${name}` : `DNS:${name}`));
  const server = ['basicConstraints = critical,CA:FALSE', 'keyUsage = digitalSignature', 'extendedKeyUsage = serverAuth'];
  const lines = [
    '[req]',
    'distinguished_name = name',
    'prompt = no',
    'string_mask = utf8only',
    ...(names.length === 0 ? ['x509_extensions = authority'] : []),
    '[name]',
    `CN = ${names.length === 0 ? 'Kith throw-away authority' : subject}`,
    '[authority]',
    'basicConstraints = critical,CA:TRUE',
    'keyUsage = critical,keyCertSign,cRLSign',
    'subjectKeyIdentifier = hash',
    '[ca]',
    'default_ca = signing',
    '[signing]',
    `database = ${dir}/index`,
    `serial = ${dir}/serial`,
    `new_certs_dir = ${dir}`,
    'default_md = sha256',
    'policy = anything',
    'x509_extensions = server',
    'unique_subject = no',
    '[anything]',
    'commonName = supplied',
    '[server]',
    ...(names.length === 0 ? [] : [...server, `subjectAltName = ${alternatives.join(',')}`]),
  ];
  const file = join(dir, 'openssl.cnf');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
