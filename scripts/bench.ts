// npm run bench [-- GROUP ...] [--pairs=N] [--rows=PREFIX] [--SIZE=N]: measures, prints a table, keeps the result, renews docs/benchmarks.md.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from '../bench/groups.ts';
import { writeDocument } from '../bench/harness/document.ts';
import type { Group } from '../bench/harness/group.ts';
import { FEWEST_PAIRS } from '../bench/harness/judge.ts';
import { makeBench } from '../bench/harness/measure.ts';
import { machine, readResults, writeResult } from '../bench/harness/results.ts';
import type { Row, Target } from '../bench/harness/row.ts';
import { table } from '../bench/harness/words.ts';
import { needs } from './requirements.ts';
import { ROOT } from './tools.ts';

const RESULTS = join(ROOT, 'bench', 'results');
const targets = JSON.parse(readFileSync(join(ROOT, 'bench', 'targets.json'), 'utf8')) as Record<string, Target>;

const names: string[] = [];
const options = new Map<string, string>();
for (const word of process.argv.slice(2)) {
  const option = /^--([\w-]+)=(.+)$/.exec(word);
  if (option === null) names.push(word);
  else options.set(option[1] ?? '', option[2] ?? '');
}
const unknown = names.filter((name) => groups.every((group) => group.name !== name));
const chosen = groups.filter((group) => names.length === 0 || names.includes(group.name));
const known = new Set(['pairs', 'rows', ...chosen.flatMap((group) => Object.keys(group.sizes))]);
const strange = [...options.keys()].filter((name) => !known.has(name)).map((name) => `--${name}`);
if (unknown.length + strange.length > 0) {
  console.error(`Not known: ${[...unknown, ...strange].join(', ')}. Groups and their sizes:`);
  for (const { name, sizes } of groups)
    console.error(`  ${[name, ...Object.entries(sizes).map(([size, n]) => `--${size}=${n}`)].join(' ')}`);
  process.exit(2);
}

for (const group of chosen) await run(group);
process.exit(0);

async function run(group: Group): Promise<void> {
  await needs(group.needs);
  const pairs = number('pairs') ?? FEWEST_PAIRS;
  const prefix = options.get('rows') ?? '';
  const sizes = Object.fromEntries(Object.entries(group.sizes).map(([name, usual]) => [name, number(name) ?? usual]));
  const rows: Row[] = [];
  console.log(`${group.name}: ${pairs} rounds`);
  const bench = makeBench({
    pairs,
    sizes,
    rows: group.rows,
    targets,
    wants: (row) => row.startsWith(prefix),
    judged(row) {
      rows.push(row);
      console.log(`  ${row.id}: ${row.verdict}`);
    },
  });
  await group.run(bench);
  console.log(`\n${table(rows)}\n`);
  const whole = prefix === '' && pairs >= FEWEST_PAIRS && Object.entries(group.sizes).every(([name, usual]) => sizes[name] === usual);
  if (!whole) {
    console.log('Not kept: a result is all rows of a group in its usual sizes.');
    return;
  }
  writeResult(RESULTS, {
    group: group.name,
    about: group.about,
    measuredAt: new Date().toISOString(),
    machine: machine(),
    versions: { ...versions(), ...group.versions?.() },
    sizes,
    rows,
  });
  writeFileSync(join(ROOT, 'docs', 'benchmarks.md'), writeDocument(readResults(RESULTS)));
  console.log(`Kept in bench/results/${group.name}.json and docs/benchmarks.md.`);
}

function number(name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} wants a whole number greater than 0, not ${text}.`);
    process.exit(2);
  }
  return value;
}

function versions(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  const pinned = ['saxes', '@xmpp/client', 'better-sqlite3-multiple-ciphers'].map((name) => [name, all[name] ?? '']);
  return { Kith: `${manifest.version} (${commit()})`, Node: process.versions.node, ...Object.fromEntries(pinned) };
}

function commit(): string {
  const git = (...words: string[]): string => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'electron', 'shared') === '' ? '' : ' and changes');
  } catch {
    return 'no repository';
  }
}
