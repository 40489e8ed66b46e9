// The dependency rules of ARCHITECTURE.md, read off the import lines: who may import whom, no cycles, one importer of @xmpp, Electron at the rim.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface Rule {
  readonly folder: RegExp;
  readonly may: readonly RegExp[];
}

const shared = /^shared\//;
const node = /^node:/;

// The first rule whose folder matches counts. Packages are named without a folder, files with one.
const rules: readonly Rule[] = [
  // hsluv is arithmetic only, and the page and the notifications must colour a person alike.
  { folder: /^shared\//, may: [shared, /^hsluv$/] },
  { folder: /^electron\/xmpp\/core\//, may: [shared, node, /^@xmpp\//, /^ltx/, /^saxes$/, /^ws$/, /^electron\/xmpp\/core\//] },
  { folder: /^electron\/xmpp\/xep\//, may: [shared, node, /^electron\/xmpp\/(core|xep)\//] },
  { folder: /^electron\/xmpp\//, may: [shared, /^electron\/xmpp\//] },
  { folder: /^electron\/archive\//, may: [shared, node, /^better-sqlite3/, /^electron\/archive\//] },
  { folder: /^electron\/services\//, may: [shared, node, /^electron\/xmpp\//, /^electron\/archive\//, /^electron\/services\//] },
  { folder: /^electron\/desktop\//, may: [shared, node, /^electron$/, /^electron-store$/, /^zod/, /^electron\/desktop\//] },
  { folder: /^electron\/ipc\//, may: [shared, /^electron$/, /^zod/, /^electron\/(services|desktop|ipc)\//] },
  { folder: /^electron\/log\.ts$/, may: [shared, node] },
  { folder: /^electron\/preload\.ts$/, may: [shared, /^electron$/] },
  { folder: /^electron\/boot\.ts$/, may: [/^electron$/, /^electron\/(main\.ts|desktop\/)/] },
  { folder: /^electron\/main\.ts$/, may: [shared, node, /^electron$/, /^electron\//] },
  { folder: /^electron\/wiring\.ts$/, may: [shared, /^electron\/(services|desktop|ipc)\//] },
  { folder: /^renderer\/api\.ts$/, may: [shared] },
  { folder: /^renderer\/store\//, may: [shared, /^zustand/, /^renderer\/(api\.ts|store\/)/] },
  { folder: /^renderer\/components\//, may: [shared, /^[@a-z][^:]*$/, /^renderer\/(components|i18n|locales)/] },
  { folder: /^renderer\/views\//, may: [shared, /^[@a-z][^:]*$/, /^renderer\/(store|components|views|i18n|locales)/] },
  { folder: /^renderer\//, may: [shared, /^[@a-z][^:]*$/, /^renderer\//] },
];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statement = /^(?:import\s+(?:type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?|export\s+(?:type\s+)?[{*][\w*{}\s,$]*\s+from\s+)'([^']+)'/gm;
  return [...text.matchAll(statement)].map((match) => {
    const name = match[1] ?? '';
    return name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name;
  });
}

const files = ['shared', 'electron', 'renderer'].flatMap(sources);
const graph = new Map(files.map((file) => [file, imports(file)]));

describe('layers', () => {
  it('reads imports at all', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports('electron/xmpp/core/wire.ts')).toContain('@xmpp/client-core');
  });

  it('keeps to who may import whom', () => {
    const broken: string[] = [];
    for (const [file, names] of graph) {
      const rule = rules.find((each) => each.folder.test(file));
      for (const name of names) if (!rule?.may.some((may) => may.test(name))) broken.push(`${file} -> ${name}`);
    }
    expect(broken).toEqual([]);
  });

  it('has no cycles', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const name of graph.get(file) ?? []) if (graph.has(name)) visit(name, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('keeps what comes later out of the first script of the page', () => {
    const first = new Set<string>();
    const reach = (file: string): void => {
      if (first.has(file)) return;
      first.add(file);
      graph.get(file)?.forEach(reach);
    };
    reach('renderer/main.tsx');
    expect(first).toContain('renderer/views/ChatList.tsx');
    const later = [...(graph.get('renderer/views/rest.ts') ?? []), 'renderer/views/Log.tsx', 'renderer/components/Composer.tsx'];
    expect(later.filter((file) => first.has(file))).toEqual([]);
  });

  it('has one importer of @xmpp and keeps Electron at the rim', () => {
    const importers = (name: RegExp) => files.filter((file) => graph.get(file)?.some((each) => name.test(each)));
    expect(importers(/^@xmpp\//)).toEqual(['electron/xmpp/core/wire.ts']);
    expect(
      importers(/^electron$/).filter((file) => !/^electron\/(desktop\/|ipc\/server\.ts|boot\.ts|main\.ts|preload\.ts)/.test(file)),
    ).toEqual([]);
  });

  it('has no state at module level, no grab-bag names, no default exports', () => {
    const text = (file: string) => readFileSync(join(root, file), 'utf8');
    expect(files.filter((file) => /^(?:export )?let /m.test(text(file)))).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc|types|manager)\.tsx?$/.test(file))).toEqual([]);
    expect(files.filter((file) => /^export default /m.test(text(file)))).toEqual([]);
  });

  it('asks a question of files past 300 lines', () => {
    // An answer is a sentence in the header that begins with "Long because".
    const long = files.filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return text.split('\n').length > 300 && !/^\/\/ .*Long because/m.test(text);
    });
    expect(long).toEqual([]);
  });
});
