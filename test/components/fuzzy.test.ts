// Finding names by a few letters: accents and case aside, better fits first, nothing far-fetched.
import { describe, expect, it } from 'vitest';
import { folded, fuzzyFilter, fuzzyScore } from '../../renderer/components/fuzzy.ts';

const NAMES = ['Tomás Ruiz', 'Maren Lindqvist', 'Amar', 'Søren Ægir', 'نادية', 'Sunniva Dahl', 'Thomas', '来週'];
const find = (query: string) => fuzzyFilter(NAMES, query, (name) => [name]);
const better = (query: string, a: string, b: string) => (fuzzyScore(query, folded(a)) ?? 0) > (fuzzyScore(query, folded(b)) ?? 0);

describe('fuzzy search', () => {
  it('does not care for accents and case', () => {
    expect(folded('Tomás ÆGIR Straße')).toBe('tomas aegir strasse');
    expect(find('tomas')).toEqual(['Tomás Ruiz', 'Thomas']);
    expect(find('SOREN')).toEqual(['Søren Ægir']);
    expect(find('نادية')).toEqual(['نادية']);
    expect(find('来')).toEqual(['来週']);
  });

  it('puts beginnings before words before the middle of words', () => {
    expect(find('mar')).toEqual(['Maren Lindqvist', 'Amar']);
    expect(better('lin', 'Lina', 'Maren Lindqvist')).toBe(true);
    expect(better('lin', 'Maren Lindqvist', 'Berlin')).toBe(true);
    expect(better('maren', 'Maren', 'Maren Lindqvist')).toBe(true);
  });

  it('takes words in any order, and every one of them', () => {
    expect(find('lind mar')).toEqual(['Maren Lindqvist']);
    expect(find('maren dahl')).toEqual([]);
  });

  it('allows letters to be left out, from the beginning of a word on', () => {
    expect(find('mlq')).toEqual(['Maren Lindqvist']);
    expect(find('snv')).toEqual(['Sunniva Dahl']);
    expect(find('vst')).toEqual([]);
    expect(fuzzyScore('ab', folded('a long way to the letter b'))).toBe(fuzzyScore('ab', 'a long way to the letter b'));
    expect(fuzzyScore('abc', folded('axxxxxxxbxxxxxxxxc'))).toBeNull();
  });

  it('finds by address too, names first', () => {
    const people = [
      { name: 'Zoe', address: 'maren@z.example' },
      { name: 'Maren', address: 'x@z.example' },
    ];
    expect(fuzzyFilter(people, 'maren', (person) => [person.name, person.address]).map((person) => person.name)).toEqual(['Maren', 'Zoe']);
  });

  it('finds nothing for nothing', () => {
    expect(find('   ')).toEqual([]);
    expect(find('zzz')).toEqual([]);
  });

  it('is quick with a long query and thousands of names', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `Person ${index}`);
    expect(fuzzyFilter(many, 'person '.repeat(100), (name) => [name])).toHaveLength(5000);
  });
});
