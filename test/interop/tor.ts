// A Tor network of its own on loopback: one authority, a few relays that lead out, and the Tor a person would have, with an onion service.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { program } from '../../scripts/requirements.ts';
import { until } from '../support/until.ts';

export interface TorNetwork {
  /** Where Kith finds it. */
  readonly socksPort: number;
  /** Leads to the port that was asked for. */
  readonly onion: string;
  /** What the person's Tor has to say about itself. */
  ask(question: string): Promise<string>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const TOR = program('tor') ?? 'tor';
const SOCKS = 9050;
const CONTROL = 9051;
const RELAYS = [1, 2, 3, 4, 5];
const AUTHORITY = { or: 5000, dir: 7000 };

/** `hidden`: the port on loopback that the onion service leads to, under the same number. Relays look names up at `names`, a port on loopback. */
export async function startTor({ hidden, names }: { readonly hidden: number; readonly names: number }): Promise<TorNetwork> {
  const dir = mkdtempSync(join(tmpdir(), 'kith-tor-'));
  const own = (name: string) => join(dir, name);
  for (const name of ['auth', 'auth/keys']) mkdirSync(own(name), { mode: 0o700 });
  const keys = (name: string) => own(`auth/keys/authority_${name}`);
  writeFileSync(own('passphrase'), 'throw-away\n');
  await run('sh', [
    '-c',
    'exec tor-gencert --create-identity-key --passphrase-fd 0 -a "$1" -i "$2" -s "$3" -c "$4" < "$5"',
    ...['sh', `127.0.0.1:${AUTHORITY.dir}`, keys('identity_key'), keys('signing_key'), keys('certificate'), own('passphrase')],
  ]);
  const identity = /^fingerprint (\w+)$/m.exec(readFileSync(keys('certificate'), 'utf8'))?.[1];
  const someone = `x 127.0.0.1:1 ${'A'.repeat(40)}`;
  const asAuthority = ['--DataDirectory', own('auth'), '--ORPort', String(AUTHORITY.or), '--Nickname', 'auth', '--DirAuthority', someone];
  const { stdout } = await run(TOR, ['--list-fingerprint', '--quiet', '--ignore-missing-torrc', '-f', '/nonexistent', ...asAuthority]);
  const fingerprint = stdout.trim().split('\n').at(-1)?.replace(/^\S+ /, '').replaceAll(' ', '');
  writeFileSync(own('resolv.conf'), `nameserver 127.0.0.1:${names}\n`);

  const start = (name: string, lines: readonly string[]) => {
    const common = [
      'TestingTorNetwork 1',
      `DirAuthority auth orport=${AUTHORITY.or} no-v2 v3ident=${identity} 127.0.0.1:${AUTHORITY.dir} ${fingerprint}`,
      `DataDirectory ${own(name)}`,
      `Nickname ${name}`,
      `Log notice file ${own(`${name}.log`)}`,
      'Address 127.0.0.1',
      'AssumeReachable 1',
      'ShutdownWaitLength 0',
      'SafeLogging 0',
    ];
    writeFileSync(own(`${name}.rc`), `${[...common, ...lines].join('\n')}\n`);
    return spawn(TOR, ['--quiet', '-f', own(`${name}.rc`)], { stdio: 'ignore' });
  };
  const hours = ['TestingV3AuthInitialVotingInterval 5', 'TestingV3AuthInitialVoteDelay 2', 'TestingV3AuthInitialDistDelay 2'];
  const votes = ['Exit', 'HSDir', 'Guard'].map((flag) => `TestingDirAuthVote${flag} *`);
  const children = [
    start('auth', [
      ...['SocksPort 0', `ORPort ${AUTHORITY.or}`, `DirPort ${AUTHORITY.dir}`, 'ExitPolicy reject *:*'],
      ...['AuthoritativeDirectory 1', 'V3AuthoritativeDirectory 1', 'ContactInfo nobody@kith.example'],
      ...[
        ...hours,
        'V3AuthVotingInterval 10',
        'V3AuthVoteDelay 2',
        'V3AuthDistDelay 2',
        'TestingAuthDirTimeToLearnReachability 0',
        ...votes,
      ],
    ]),
    ...RELAYS.map((number) =>
      start(`relay${number}`, [
        ...[
          'SocksPort 0',
          `ORPort ${AUTHORITY.or + number}`,
          'ExitRelay 1',
          'ExitPolicyRejectPrivate 0',
          'ExitPolicy accept 127.0.0.0/8:*',
        ],
        ...[`ServerDNSResolvConfFile ${own('resolv.conf')}`, 'ServerDNSDetectHijacking 0', 'ServerDNSAllowBrokenConfig 1'],
      ]),
    ),
  ];
  const log = () => (existsSync(own('person.log')) ? readFileSync(own('person.log'), 'utf8') : 'no relays');
  const stop = async () => {
    await Promise.all(
      children.map((child) => {
        const gone = new Promise((done) => child.once('exit', done));
        return child.exitCode === null && child.kill('SIGKILL') ? gone : undefined;
      }),
    );
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    // Before everybody knows of all relays an onion service would be announced where nobody looks for it.
    await until(() => consensus().then((said) => RELAYS.every((number) => said.includes(`\nr relay${number} `))), 60_000);
    children.push(
      start('person', [
        ...[`SocksPort 127.0.0.1:${SOCKS} ExtendedErrors`, `ControlPort 127.0.0.1:${CONTROL}`],
        // What leads to loopback is what there is here.
        ...['ClientDNSRejectInternalAddresses 0', 'ClientRejectInternalAddresses 0'],
        ...[`HiddenServiceDir ${own('onion')}`, `HiddenServicePort ${hidden} 127.0.0.1:${hidden}`],
      ]),
    );
    await until(
      () =>
        ask('status/bootstrap-phase').then(
          (said) => said.includes('PROGRESS=100'),
          () => false,
        ),
      60_000,
    );
  } catch (error) {
    const said = log();
    await stop();
    throw new Error(`Tor did not find its network:\n${said}`, { cause: error });
  }
  return { socksPort: SOCKS, onion: readFileSync(own('onion/hostname'), 'utf8').trim(), ask, stop };
}

/** What the authority says who is there. */
async function consensus(): Promise<string> {
  return fetch(`http://127.0.0.1:${AUTHORITY.dir}/tor/status-vote/current/consensus`).then(
    (answer) => answer.text(),
    () => '',
  );
}

/** The control protocol's GETINFO. */
function ask(question: string): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    connect(CONTROL, '127.0.0.1')
      .on('data', (data) => {
        said += String(data);
      })
      .on('error', fail)
      .on('close', () => done(said))
      .write(`AUTHENTICATE\r\nGETINFO ${question}\r\nQUIT\r\n`);
  });
}
