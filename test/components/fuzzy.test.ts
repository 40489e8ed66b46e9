// Finding names by a few letters: accents and case aside, better fits first, nothing far-fetched.
import { describe, expect, it } from 'vitest';
import { folded, fuzzyFilter } from '../../renderer/components/fuzzy.ts';

const NAMES = ['Tomás Ruiz', 'Maren Lindqvist', 'Amar', 'Søren Ægir', 'نادية', 'Sunniva Dahl', 'Thomas', '来週', 'Лена Ёлкина', '🐶 Rex'];
const find = (query: string, names: readonly string[] = NAMES) => fuzzyFilter(names, query, (name) => [name]);

describe('fuzzy search', () => {
  it('does not care for accents and case', () => {
    expect(folded('Tomás ÆGIR Straße')).toBe('tomas aegir strasse');
    expect(find('tomas')[0]).toBe('Tomás Ruiz');
    expect(find('SOREN')).toEqual(['Søren Ægir']);
    expect(find('نادية')).toEqual(['نادية']);
    expect(find('来')).toEqual(['来週']);
    expect(find('елк')).toEqual(['Лена Ёлкина']);
    expect(find('🐶')).toEqual(['🐶 Rex']);
  });

  it('puts beginnings before words before the middle of words, and the shorter of equals first', () => {
    expect(find('mar')).toEqual(['Maren Lindqvist', 'Amar']);
    expect(find('lin', ['Berlin', 'Maren Lindqvist', 'Lina'])).toEqual(['Lina', 'Maren Lindqvist', 'Berlin']);
    expect(find('лен', ['Алена', 'Ёлкина Лена', 'Ленард'])).toEqual(['Ленард', 'Ёлкина Лена', 'Алена']);
    expect(find('maren', ['Maren Lindqvist', 'Maren'])).toEqual(['Maren', 'Maren Lindqvist']);
  });

  it('takes words in any order, and every one of them', () => {
    expect(find('lind mar')).toEqual(['Maren Lindqvist']);
    expect(find('dahl s')).toEqual(['Sunniva Dahl']);
    expect(find('maren dahl')).toEqual([]);
  });

  it('forgives one slip in a longer word, after all that fit without', () => {
    expect(find('linqvist')).toEqual(['Maren Lindqvist']);
    expect(find('lindqvsit')).toEqual(['Maren Lindqvist']);
    expect(find('sumniva')).toEqual(['Sunniva Dahl']);
    expect(find('tomas', ['Thomas', 'Tomás Ruiz'])).toEqual(['Tomás Ruiz', 'Thomas']);
    expect(find('rx')).toEqual([]);
    expect(find('lnqvst')).toEqual([]);
  });

  it('finds by address too, names first, slips last', () => {
    const people = [
      { name: 'Marem', address: 'y@z.example' },
      { name: 'Zoe', address: 'maren@z.example' },
      { name: 'Maren', address: 'x@z.example' },
    ];
    const names = (query: string) => fuzzyFilter(people, query, (person) => [person.name, person.address]).map(({ name }) => name);
    expect(names('maren')).toEqual(['Maren', 'Zoe', 'Marem']);
    expect(names('maren@z.example')).toEqual(['Zoe']);
  });

  it('takes signs as signs', () => {
    const signs = ['A "quoted" one', 'minus -one', 'C++ (work) [x] .* $'];
    expect(find('-one', signs)).toEqual(['minus -one', 'A "quoted" one']);
    expect(find('"quoted', signs)).toEqual(['A "quoted" one']);
    expect(find('c++ (w', signs)).toEqual(['C++ (work) [x] .* $']);
    expect(find('.*', signs)).toEqual([]);
  });

  it('finds nothing for nothing', () => {
    expect(find('   ')).toEqual([]);
    expect(find('zzz')).toEqual([]);
    expect(fuzzyFilter([], 'a', () => [])).toEqual([]);
  });

  it('is quick with a long query, thousands of names, and names made to be slow', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `Person ${index}`);
    const before = process.cpuUsage();
    expect(fuzzyFilter(many, 'person '.repeat(100), (name) => [name])).toHaveLength(5000);
    const slow = Array.from({ length: 50 }, () => `${'a'.repeat(90)} b`);
    expect(find('b a aa aaa aaaa', slow)).toHaveLength(50);
    expect(find('aaaaaaaaaaaaaaaaaaaacc', slow)).toEqual([]);
    expect(find('a aa b', slow)).toHaveLength(50);
    // Microseconds of work, not of waiting for the machine: what must not happen takes minutes.
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  });
});
