// docs/benchmarks.md, written anew from everything in bench/results/.

import { FEWEST_PAIRS } from './judge.ts';
import type { Result } from './results.ts';
import type { Row } from './row.ts';
import { cells, figure } from './words.ts';

export function writeDocument(results: readonly Result[]): string {
  return `${[INTRODUCTION, ...results.map(section)].join('\n\n')}\n`;
}

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench\` from \`bench/results/\`; not edited by hand. \`npm run bench -- NAME\` measures one group anew.

Every row is measured in at least ${FEWEST_PAIRS} rounds in which Kith, its floor (the least the work can cost with the same tools) and its peer (other
software doing that work) take turns. The medians are shown, and of what the target compares the median and the whole range. A row *holds* when the whole
range meets its target, is *undecided* when the range straddles it, and is *short* otherwise; without a target it is *reported*. Targets stand in
\`bench/targets.json\`, every measured pair in \`bench/results/\`. The load average tells what else the machine was doing: well above the number of
cores, figures in seconds say little, and ratios less than usual.`;

function section(result: Result): string {
  const { group, about, rows, machine, versions, sizes, measuredAt } = result;
  const loads = rows.flatMap((row) => row.load);
  const facts = [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`,
    list(versions),
    Object.keys(sizes).length === 0 ? [] : `sizes: ${list(sizes)}`,
    `load average ${figure(Math.min(...loads))} to ${figure(Math.max(...loads))}`,
    measuredAt.slice(0, 10),
  ].flat();
  return [
    `## ${group}`,
    about,
    [
      '| | Kith | floor | peer | compared: median (range) | target | verdict |',
      '|---|--:|--:|--:|--:|---|---|',
      ...rows.map((row) => line([row.what, ...cells(row), mark(row)])),
    ].join('\n'),
    `${facts.join('; ')}.`,
  ].join('\n\n');
}

function line(texts: readonly string[]): string {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

function mark({ verdict }: Row): string {
  return verdict === 'short' || verdict === 'undecided' ? `**${verdict}**` : verdict;
}

function list(entries: Readonly<Record<string, string | number>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : value}`)
    .join(', ');
}
