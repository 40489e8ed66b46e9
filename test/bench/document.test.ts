import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDocument } from '../../bench/harness/document.ts';
import { judge } from '../../bench/harness/judge.ts';
import { type Result, readResults, writeResult } from '../../bench/harness/results.ts';
import { figure, table, targetWords } from '../../bench/harness/words.ts';

const pairs = [100, 110, 120, 130, 140].map((ours) => ({ ours, floor: 100 }));
const rows = [
  judge({ id: 'reading.a', what: 'Reading | fast', unit: 'ms' }, pairs, { compare: 'ours / floor', atMost: 1.3 }, [0.25, 3]),
  judge({ id: 'reading.b', what: 'Standing still', unit: 'ms' }, pairs, { compare: 'ours', atMost: 150 }, [1, 2]),
];
const result = (group: string): Result => ({
  group,
  about: 'Against nothing much.',
  measuredAt: '2026-05-01T12:00:00.000Z',
  machine: { system: 'Linux 6', processor: 'A processor', cores: 2, memoryGb: 8 },
  versions: { Kith: '0.1.0', Node: '24' },
  sizes: { messages: 100_000 },
  rows,
});

describe('figures', () => {
  it('have three digits that count', () => {
    expect([0, 0.01234, 0.9996, 1.2345, 12.345, 123.45, 12345.6, -3.456].map(figure)).toEqual([
      ...['0', '0.012', '1.000', '1.23', '12.3', '123', '12,346', '-3.46'],
    ]);
  });

  it('stand behind what the target compares', () => {
    expect(targetWords({ compare: 'ours / floor', atMost: 2, allowance: 5 })).toBe('(ours - 5.00) / floor ≤ 2.00');
    expect(targetWords({ compare: 'ours / peer' })).toBe('ours / peer');
  });
});

describe('the document', () => {
  it('has a section per result and says what did not hold', () => {
    const text = writeDocument([result('one'), result('two')]);
    expect(text.match(/^## .*$/gm)).toEqual(['## one', '## two']);
    expect(text).toContain('| Reading \\| fast | 120 ms | 100 ms |  | 1.20 (1.00 to 1.40) | ours / floor ≤ 1.30 | **undecided** |');
    expect(text).toContain('| Standing still | 120 ms | 100 ms |  | 120 (100 to 140) | ours ≤ 150 | holds |');
    expect(text).toContain(
      'A processor, 2 cores, 8 GB, Linux 6; Kith 0.1.0, Node 24; sizes: messages 100,000; load average 0.250 to 3.00; 2026-05-01.',
    );
  });

  it('is made of what is kept', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kith-results-'));
    try {
      writeResult(folder, result('two'));
      writeResult(folder, result('one'));
      expect(readResults(folder)).toEqual([result('one'), result('two')]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is a table on the terminal, too', () => {
    expect(
      table(rows)
        .split('\n')
        .map((line) => line.slice(0, 9)),
    ).toEqual(['row      ', 'reading.a', 'reading.b']);
  });
});
