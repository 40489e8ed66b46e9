// The door to every script: finds the project's own Node (24) when started by an older one, then runs scripts/NAME.ts.
// Plain JavaScript on purpose: this file must still run on Node 20.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const [name, ...args] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  process.argv.splice(1, 2, join(here, `${name}.ts`));
  await import(`./${name}.ts`);
} else {
  const node = ownNode();
  if (node === undefined) {
    console.error(
      `Kith's scripts need Node ${NEEDED} or newer; this is ${process.version}. Install it, or run "npm ci" without --omit=optional.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), name, ...args], { stdio: 'inherit' });
  // Ctrl+C reaches the child by itself (same terminal); this process only has to outlive it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** The Node that npm installed with the project, or undefined on a platform that has none. */
function ownNode() {
  const os = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${os}-${process.arch}/package.json`);
    const path = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
