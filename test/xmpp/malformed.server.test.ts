// Strictness judged by another strict parser: whatever expat, the parser of Prosody, refuses, Kith refuses too. A stanza that two parsers read
// differently is how stanzas are smuggled.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeParser } from '../../electron/xmpp/core/parser.ts';
import { program } from '../../scripts/requirements.ts';
import { CLOSE, malformed, OPEN, wellFormed } from '../support/malformed.ts';

const ORACLE = join(import.meta.dirname, '..', 'support', 'expat.lua');
const DOCUMENT = (inside: string): Buffer => Buffer.from(OPEN + inside + CLOSE, 'latin1');

function expatAccepts(documents: readonly Buffer[]): boolean[] {
  const lua = ['lua5.4', 'lua5.3', 'lua5.2', 'lua5.1', 'lua'].map(program).find((each) => each !== undefined) ?? 'lua';
  const { stdout, stderr } = spawnSync(lua, [ORACLE], {
    input: documents.map((each) => `${each.toString('hex')}\n`).join(''),
    encoding: 'utf8',
  });
  const answers = stdout.trim().split('\n');
  expect(answers, stderr).toHaveLength(documents.length);
  return answers.map((each) => each === 'yes');
}

function kithAccepts(document: Buffer): boolean {
  let ended = false;
  const parser = makeParser({
    onStart: () => undefined,
    onElement: () => undefined,
    onEnd: () => {
      ended = true;
    },
    onFault: () => undefined,
  });
  parser.write(document);
  return ended;
}

describe('strictness', () => {
  it(`refuses ${malformed.length} malformed streams, as expat does`, () => {
    expect(malformed.length).toBeGreaterThanOrEqual(100);
    expect(new Set(malformed).size).toBe(malformed.length);
    const documents = malformed.map(DOCUMENT);
    const verdicts = expatAccepts(documents);
    expect(malformed.filter((_, index) => verdicts[index])).toEqual([]);
    expect(malformed.filter((_, index) => kithAccepts(documents[index] as Buffer))).toEqual([]);
  });

  it('accepts what is right, as expat does', () => {
    const documents = wellFormed.map(DOCUMENT);
    const verdicts = expatAccepts(documents);
    expect(wellFormed.filter((_, index) => !verdicts[index])).toEqual([]);
    expect(wellFormed.filter((_, index) => !kithAccepts(documents[index] as Buffer))).toEqual([]);
  });

  it('never accepts what expat refuses, however both are mangled', () => {
    const right = fc.constantFrom(...wellFormed);
    const seeds = fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...malformed) });
    const letters = fc.constantFrom(...`<>&;#x/'"=:!?-[] ]ap10\n`.split(''));
    const mangled = fc.tuple(right, seeds, fc.nat(), letters, fc.nat({ max: 2 })).map(([one, other, at, letter, gone]) => {
      const both = one + other;
      const place = at % (both.length + 1);
      return both.slice(0, place) + letter + both.slice(place + gone);
    });
    const cases = fc.sample(mangled, 3000);
    const accepted = cases.map(DOCUMENT).filter(kithAccepts);
    const verdicts = expatAccepts(accepted);
    expect(accepted.length).toBeGreaterThan(100);
    expect(accepted.filter((_, index) => !verdicts[index]).map(String)).toEqual([]);
  });
});
