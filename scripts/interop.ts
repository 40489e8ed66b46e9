// npm run test:interop: Kith's own client against Prosody 13 and ejabberd from Debian trixie and the older ejabberd of bookworm, in trees of
// their own under the cache, and through a Tor network, all in namespaces of their own: nothing listens outside and nothing outlives the run.
// `npm run test:interop -- WORD` takes only test files whose name fits.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs, program } from './requirements.ts';
import { ROOT } from './tools.ts';

const CACHE = join('/var/tmp', 'kith-interop');
const TREES = {
  trixie: ['prosody', 'prosody-modules', 'lua-unbound', 'ejabberd'],
  bookworm: ['ejabberd'],
};
const treeOf = (release: string): string => join(CACHE, release);
const TREE = treeOf('trixie');

if (process.platform !== 'linux' || program('apt-get') === undefined || process.getuid?.() !== 0) {
  console.error('The newer servers live in a Debian tree, which takes root on a Debian-like Linux: sudo npm run test:interop');
  process.exit(2);
}
await needs(['debootstrap', 'openssl', 'tor']);
for (const [release, packages] of Object.entries(TREES)) if (!existsSync(treeOf(release))) plant(release, packages);
const vitest = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/interop/config.ts', ...process.argv.slice(2)];
process.exit(
  run('unshare', [
    ...'--mount --net --pid --fork --kill-child --mount-proc'.split(' '),
    'sh',
    '-ec',
    inside(),
    'sh',
    process.execPath,
    ...vitest,
  ]),
);

/** Takes a minute or two, once. */
function plant(release: string, packages: readonly string[]): void {
  const tree = treeOf(release);
  const part = `${tree}.part`;
  console.log(`Building a Debian tree with ${packages.join(', ')} in ${tree}, once …`);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true, mode: 0o755 });
  const steps = [
    () => run('debootstrap', ['--variant=minbase', release, part]),
    () => {
      // No service is started by installing it.
      writeFileSync(join(part, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
      const install = ['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...packages];
      return run('unshare', ['--mount', 'chroot', part, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install]);
    },
  ];
  for (const step of steps)
    if (step() !== 0) {
      console.error('The tree could not be built.');
      process.exit(2);
    }
  renameSync(part, tree);
}

/**
 * In namespaces of our own: only loopback, and a `prosody` before the system's that is the tree's. Temporary folders are not the system's:
 * those of tests outside belong to processes that are not seen here, and would be taken for abandoned. The words after it are run.
 */
function inside(): string {
  const plugins = join(ROOT, 'assets/prosody');
  return `
    ip link set lo up
    mkdir -p /tmp/kith-interop
    mount -t tmpfs -o mode=700 kith /tmp/kith-interop
    for tree in ${Object.keys(TREES).map(treeOf).join(' ')}; do
      mount --rbind /dev $tree/dev
      mount -t proc proc $tree/proc
      mount --rbind /tmp $tree/tmp
    done
    mount -t tmpfs -o mode=755 kith ${TREE}/mnt
    mkdir -p "${TREE}${plugins}" ${TREE}/mnt/bin
    mount --bind "${plugins}" "${TREE}${plugins}"
    echo 127.0.0.1 localhost kith.example jabber.example > ${TREE}/mnt/hosts
    touch ${TREE}/etc/hosts
    mount --bind ${TREE}/mnt/hosts ${TREE}/etc/hosts
    printf '#!/bin/sh\\nexec chroot ${TREE} /usr/bin/prosody "$@"\\n' > ${TREE}/mnt/bin/prosody
    chmod 755 ${TREE}/mnt/bin/prosody
    export PATH="${TREE}/mnt/bin:$PATH" TMPDIR=/tmp/kith-interop KITH_INTEROP_TREE=${TREE} KITH_INTEROP_OLDER_TREE=${treeOf('bookworm')}
    exec "$@"`;
}

function run(command: string, args: readonly string[]): number {
  return spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}
