// Builds the app into out/: main process (ESM, in two parts), its threads, preload (one CommonJS file), renderer. Does nothing when out/ is newer than
// every source.
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { type Plugin, build as vite } from 'vite';
import { loadedPackages, packageOf, readLicences } from './licences.ts';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'out');
const stamp = join(out, 'built');
const sources = ['electron', 'renderer', 'shared', 'assets', 'package-lock.json', 'scripts/build.ts', 'scripts/licences.ts'];

// The native driver is loaded from node_modules (its prebuilt binary lies beside it); everything else is bundled.
const external = ['electron', 'better-sqlite3-multiple-ciphers', /^node:/, ...builtinModules];

/** The main process, which begins with boot and reads main, and its threads. */
const programs: readonly Readonly<Record<string, string>>[] = [
  { boot: 'electron/boot.ts', main: 'electron/main.ts' },
  { 'authorities-worker': 'electron/services/authorities-worker.ts' },
  { 'checkpoint-worker': 'electron/services/checkpoint-worker.ts' },
  { 'damage-worker': 'electron/services/damage-worker.ts' },
  { 'update-worker': 'electron/services/update-worker.ts' },
  { 'export-worker': 'electron/services/export/worker.ts' },
];

/** Builds what is stale; `force` builds in any case. */
export async function build(options: { force?: boolean } = {}): Promise<void> {
  if (options.force !== true && fresh()) return;
  // Pictures of the gallery stay.
  for (const part of [
    ...programs.flatMap(Object.keys).flatMap((name) => [`${name}.js`, `${name}.js.map`]),
    'chunks',
    'preload.cjs',
    'renderer',
    'licences.json',
    'built',
  ])
    rmSync(join(out, part), { recursive: true, force: true });
  const packages = new Set<string>();
  const common = { root, plugins: [noting(packages)], configFile: false as const, logLevel: 'warn' as const };
  for (const files of programs)
    await vite({
      ...common,
      plugins: [withoutValidator(), ...common.plugins],
      resolve: { conditions: ['node', 'import', 'default'], mainFields: ['module', 'main'] },
      ssr: {
        noExternal: true,
        external: ['electron', 'better-sqlite3-multiple-ciphers'],
        resolve: { conditions: ['node', 'import', 'default'] },
      },
      build: {
        ssr: true,
        target: 'node24',
        outDir: out,
        emptyOutDir: false,
        sourcemap: true,
        rollupOptions: {
          input: Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(root, file)])),
          external,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
        },
      },
    });
  await vite({
    ...common,
    build: {
      ssr: true,
      target: 'node24',
      outDir: out,
      emptyOutDir: false,
      rollupOptions: {
        input: { preload: join(root, 'electron/preload.ts') },
        external,
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
  await vite({
    ...common,
    root: join(root, 'renderer'),
    base: './',
    plugins: [react(), noting(packages)],
    build: {
      target: 'chrome150',
      outDir: join(out, 'renderer'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      // A part that comes later would wait for a style sheet of its own, without end when that cannot be had.
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      sourcemap: true,
      rolldownOptions: {
        // Scripts of their own are compiled at the same time.
        output: { codeSplitting: { groups: [{ name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// }] } },
      },
    },
  });
  writeFileSync(join(out, 'licences.json'), JSON.stringify(licences(packages)));
  writeFileSync(stamp, '');
}

/** electron-store's validator of JSON schemas, a third of what a start would have to compile: no store of Kith's has a schema (settings-schema.ts checks). */
function withoutValidator(): Plugin {
  const nothing = '\0no-validator';
  return {
    name: 'kith-without-validator',
    enforce: 'pre',
    resolveId: (name) => (name === 'ajv/dist/2020.js' || name === 'ajv-formats' ? nothing : undefined),
    load: (id) =>
      id === nothing ? "export class Ajv2020 { constructor() { throw new Error('built without it'); } }\nexport default {};" : undefined,
  };
}

/** Notes the packages whose code or files end up in the build. */
function noting(packages: Set<string>): Plugin {
  return {
    name: 'kith-licences',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        // Style sheets leave no module behind in the chunk, so what was loaded counts, whether or not much of it was kept.
        const sources = file.type === 'chunk' ? Object.keys(file.modules) : file.originalFileNames.map((name) => join(root, name));
        for (const source of [...sources, ...this.getModuleIds()]) {
          const folder = packageOf(source);
          if (folder !== undefined && existsSync(join(folder, 'package.json'))) packages.add(realpathSync(folder));
        }
      }
    },
  };
}

function licences(bundled: Iterable<string>): ReturnType<typeof readLicences> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Parameters<typeof loadedPackages>[0];
  const loaded = [...loadedPackages(lock), 'node_modules/electron'].map((folder) => join(root, folder));
  return readLicences([...bundled, ...loaded]);
}

function fresh(): boolean {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const newer = (path: string): boolean => {
    const stat = statSync(path);
    if (stat.mtimeMs > built) return true;
    return stat.isDirectory() && readdirSync(path).some((entry) => newer(join(path, entry)));
  };
  return !sources.some((source) => existsSync(join(root, source)) && newer(join(root, source)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build({ force: true });
  utimesSync(stamp, new Date(), new Date());
  console.log('Built into out/.');
}
