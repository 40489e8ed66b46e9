// A private ejabberd of an interop tree, on loopback in the namespace scripts/interop.ts made.
import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Authority, makeAuthority } from '../support/certificates.ts';
import { until } from '../support/until.ts';

export interface Ejabberd {
  readonly domain: string;
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  log(): string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

export interface EjabberdOptions {
  readonly domain?: string;
  /** What it stores passwords as. */
  readonly hash: 'sha256' | 'sha512';
  /** Of an older Debian. */
  readonly older?: boolean;
  /** Speaks to other servers, on this port; it and they are vouched for by this authority. It finds them in the tree's /etc/hosts, at the usual port. */
  readonly others?: { readonly port: number; readonly authority: Authority };
}

/** With passwords by local name. */
export async function startEjabberd(
  accounts: Readonly<Record<string, string>>,
  { domain = 'kith.test', hash, older = false, others }: EjabberdOptions,
): Promise<Ejabberd> {
  const tree = process.env[older ? 'KITH_INTEROP_OLDER_TREE' : 'KITH_INTEROP_TREE'] ?? '';
  // The tree sees /tmp as we do.
  const dir = mkdtempSync('/tmp/kith-ejabberd-');
  const authority = others?.authority ?? (await makeAuthority(join(dir, 'tls')));
  const { certFile, keyFile } = await authority.issue({ names: [domain] });
  writeFileSync(join(dir, 'server.pem'), `${readFileSync(certFile, 'utf8')}${readFileSync(keyFile, 'utf8')}`);
  copyFileSync(authority.caFile, join(dir, 'ca.pem'));
  for (const name of ['spool', 'logs']) mkdirSync(join(dir, name));
  copyFileSync(join(tree, 'etc/ejabberd/inetrc'), join(dir, 'inetrc'));
  writeFileSync(join(dir, 'ejabberdctl.cfg'), `EJABBERD_PID_PATH=${dir}/ejabberd.pid\n`);
  const port = 5222;
  writeFileSync(
    join(dir, 'ejabberd.yml'),
    `hosts: [${domain}]
loglevel: info
certfiles: [${dir}/server.pem]
auth_method: internal
auth_password_format: scram
auth_scram_hash: ${hash}
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls_required: true
${others === undefined ? '' : withOthers(others.port, dir)}access_rules:
  local: { allow: all }
modules:
  mod_roster: {}
  mod_disco: {}
  mod_carboncopy: {}
  mod_mam: { default: always }
  mod_stream_mgmt: {}
  mod_ping: {}
  mod_caps: {}
  mod_blocking: {}
  mod_privacy: {}
  mod_pubsub: { plugins: [flat, pep] }
  mod_vcard: {}
  mod_vcard_xupdate: {}
  mod_avatar: {}
`,
  );
  const words = (...command: readonly string[]) => [
    ...['chroot', tree, '/usr/sbin/ejabberdctl', '--config-dir', dir, '--config', join(dir, 'ejabberd.yml')],
    ...['--spool', join(dir, 'spool'), '--logs', join(dir, 'logs'), '--node', 'kith@localhost', ...command],
  ];
  const control = async (...command: readonly string[]) => {
    const [program = '', ...rest] = words(...command);
    return run(program, rest, { timeout: 30_000 }).then(
      ({ stdout }) => stdout,
      (error: { stdout?: string; stderr?: string }) => `failed: ${error.stdout}${error.stderr}`,
    );
  };
  // Started by root it would give itself to its own user, which may not read our folder.
  await run('chown', ['-R', '--reference', join(tree, 'etc/ejabberd/ejabberd.yml'), dir]);
  const [program = '', ...rest] = words('foreground');
  const child = spawn(program, rest, { stdio: 'ignore' });
  const log = () => readFileSync(join(dir, 'logs', 'ejabberd.log'), 'utf8');
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`ejabberd did not start:\n${log()}`);
    return (await control('status')).includes('is running');
  }, 40_000);
  for (const [user, password] of Object.entries(accounts)) await control('register', user, domain, password);
  return {
    domain,
    host: '127.0.0.1',
    port,
    caFile: authority.caFile,
    log,
    async stop() {
      const gone = new Promise((done) => child.once('exit', done));
      await control('stop');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Only over TLS, and only with those who prove who they are by their certificate: dialback is not loaded. */
function withOthers(port: number, dir: string): string {
  return `  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_s2s_in
s2s_use_starttls: required
s2s_access: all
outgoing_s2s_families: [ipv4]
ca_file: ${dir}/ca.pem
`;
}
