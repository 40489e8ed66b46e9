// The catalogue: every key the code asks for is there, no key is idle, and the pseudo-locale is longer and whole.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isolated, pseudo } from '../../renderer/i18n.ts';
import { en } from '../../renderer/locales/en.ts';

interface Words {
  readonly [key: string]: string | Words;
}

function flat(words: Words, at = ''): readonly (readonly [string, string])[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${at}${key}`, value] as const] : flat(value, `${at}${key}.`),
  );
}

const renderer = join(import.meta.dirname, '../../renderer');
const source = ['components', 'views']
  .flatMap((folder) => readdirSync(join(renderer, folder)).map((file) => join(renderer, folder, file)))
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const bases = flat(en).map(([key]) => key.replace(/_(one|other)$/, ''));
const sections = Object.keys(en).join('|');
// 'a.b' literals, and the beginning of `a.${b}` templates.
const asked = [...source.matchAll(new RegExp(`['\`]((?:${sections})\\.[\\w.-]*)`, 'g'))].map((match) => match[1] ?? '');

describe('words', () => {
  it('has every key the code asks for', () => {
    expect(asked.length).toBeGreaterThan(100);
    const missing = asked.filter((key) => (key.endsWith('.') ? !bases.some((base) => base.startsWith(key)) : !bases.includes(key)));
    expect(missing).toEqual([]);
  });

  it('has no key nobody asks for', () => {
    const idle = bases.filter((base) => !asked.some((key) => key === base || (key.endsWith('.') && base.startsWith(key))));
    expect(idle).toEqual([]);
  });

  it('has both plural forms', () => {
    const keys = new Set(flat(en).map(([key]) => key));
    for (const key of keys) {
      if (key.endsWith('_one')) expect(keys).toContain(key.replace(/_one$/, '_other'));
      if (key.endsWith('_other')) expect(keys).toContain(key.replace(/_other$/, '_one'));
    }
  });

  it('makes a pseudo-locale that is a third longer and keeps its places', () => {
    const plain = new Map(flat(en));
    for (const [key, value] of flat(pseudo(en))) {
      const original = plain.get(key) ?? '';
      expect(value.length, key).toBeGreaterThanOrEqual(Math.floor(original.replace(/\{\{.*?\}\}/g, '').length * 1.3));
      expect(value.match(/\{\{.*?\}\}/g), key).toEqual(original.match(/\{\{.*?\}\}/g));
    }
  });

  it('isolates text that could turn a sentence round, and nothing else', () => {
    expect(isolated('strand.example')).toBe('strand.example');
    expect(isolated('نادية')).toBe('\u2068نادية\u2069');
    expect(isolated('\u202eevil')).toBe('\u2068\u202eevil\u2069');
  });
});
