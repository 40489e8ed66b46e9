import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groups } from '../../bench/groups.ts';
import { compare, decide, judge, median, range } from '../../bench/harness/judge.ts';
import { interleave, makeBench } from '../../bench/harness/measure.ts';
import type { Pair, Row, Target } from '../../bench/harness/row.ts';

const five = (...ours: number[]): Pair[] => ours.map((value) => ({ ours: value, floor: 10, peer: 5 }));

describe('the arithmetic of a row', () => {
  it('takes the middle one, or the middle of the two in the middle', () => {
    expect(median([3])).toBe(3);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 100, 2])).toBe(3);
    expect(() => median([])).toThrow();
    expect(range([4, 1, 100])).toEqual([1, 100]);
  });

  it('compares as the target says', () => {
    const pair = { ours: 30, floor: 10, peer: 5 };
    expect(compare(pair, { compare: 'ours' })).toBe(30);
    expect(compare(pair, { compare: 'ours / floor' })).toBe(3);
    expect(compare(pair, { compare: 'floor / ours' })).toBeCloseTo(1 / 3);
    expect(compare(pair, { compare: 'ours / peer' })).toBe(6);
    expect(compare(pair, { compare: 'peer / ours' })).toBeCloseTo(1 / 6);
    expect(compare(pair, { compare: 'ours - floor' })).toBe(20);
    expect(compare(pair, { compare: 'ours - peer' })).toBe(25);
    expect(compare(pair, { compare: 'ours / floor', allowance: 5 })).toBe(2.5);
    expect(compare(pair, { compare: 'ours / floor', allowance: 50 })).toBe(0);
    expect(() => compare({ ours: 1 }, { compare: 'ours / floor' })).toThrow('floor');
  });

  it('pairs are compared before the median is taken', () => {
    const pairs = [1, 2, 3, 4, 5].map((slow) => ({ ours: 12 * slow, floor: 10 * slow }));
    const row = judge({ id: 'a.b', what: 'w', unit: 'ms' }, pairs, { compare: 'ours / floor', atMost: 1.3 }, [1, 2]);
    expect(row).toMatchObject({ ours: 36, floor: 30, peer: null, verdict: 'holds', load: [1, 2], pairs });
    expect(row.ratio).toBeCloseTo(1.2);
    expect(row.range[1]).toBeCloseTo(1.2);
  });
});

describe('a verdict', () => {
  const target: Target = { compare: 'ours / floor', atMost: 2 };
  it('holds only when the whole range does, and the rounds are enough', () => {
    expect(decide([1, 2], 5, target)).toBe('holds');
    expect(decide([1, 2], 4, target)).toBe('undecided');
    expect(decide([1, 2.01], 5, target)).toBe('undecided');
    expect(decide([2.01, 3], 5, target)).toBe('short');
  });

  it('knows targets from below, and none', () => {
    expect(decide([0.7, 0.9], 5, { compare: 'ours / floor', atLeast: 0.7 })).toBe('holds');
    expect(decide([0.6, 0.9], 5, { compare: 'ours / floor', atLeast: 0.7 })).toBe('undecided');
    expect(decide([0.5, 0.69], 5, { compare: 'ours / floor', atLeast: 0.7 })).toBe('short');
    expect(decide([0.9, 1.2], 5, { compare: 'ours / floor', atLeast: 0.9, atMost: 1.1 })).toBe('undecided');
    expect(decide([0, 1000], 5, { compare: 'ours' })).toBe('reported');
  });
});

describe('measuring', () => {
  it('takes turns, every other round backwards', async () => {
    const order: string[] = [];
    const turn = (name: string, value: number) => async () => {
      order.push(name);
      return value;
    };
    const contestants = { ours: turn('o', 1), floor: turn('f', 2), peer: turn('p', 3) };
    expect(await interleave(contestants, 0)).toEqual({ ours: 1, floor: 2, peer: 3 });
    await interleave(contestants, 1);
    await interleave({ ours: turn('o', 1), floor: turn('f', 2) }, 2);
    expect(order.join('')).toBe('ofppfoof');
  });

  it('measures only what was asked for, and judges several rows by the same pairs', async () => {
    const rows: Row[] = [];
    let measured = 0;
    const bench = makeBench({
      pairs: 5,
      sizes: { stanzas: 3 },
      rows: ['g.a', 'g.b', 'g.c'].map((id) => ({ id, what: id, unit: 'ms' })),
      targets: { 'g.a': { compare: 'ours' }, 'g.b': { compare: 'ours / floor', atMost: 1 }, 'g.c': { compare: 'ours' } },
      wants: (row) => row !== 'g.c',
      judged: (row) => rows.push(row),
      load: () => 0.5,
    });
    const ours = async () => ++measured;
    await bench.measure(['g.c'], { ours });
    expect(measured).toBe(0);
    await bench.measure(['g.a', 'g.b', 'g.c'], { ours, floor: async () => 10 });
    expect(measured).toBe(5);
    expect(rows.map(({ id, verdict, ratio }) => [id, verdict, ratio])).toEqual([
      ['g.a', 'reported', 3],
      ['g.b', 'holds', 0.3],
    ]);
    bench.judge(['g.b'], five(20, 20, 20, 20, 20), 0.1);
    expect(rows.at(-1)).toMatchObject({ verdict: 'short', load: [0.1, 0.5] });
    expect(bench.size('stanzas')).toBe(3);
    expect(() => bench.size('nothing')).toThrow('nothing');
  });
});

describe('the groups', () => {
  it('have a target for every row, and a row for every target', () => {
    const targets = JSON.parse(readFileSync('bench/targets.json', 'utf8')) as Record<string, Target>;
    const rows = groups.flatMap((group) => group.rows.map((row) => row.id));
    expect(Object.keys(targets).sort()).toEqual(rows.toSorted());
    for (const group of groups) for (const row of group.rows) expect(row.id.startsWith(`${group.name}.`)).toBe(true);
  });
});
