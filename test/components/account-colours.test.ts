// The colours that tell accounts apart stand out from everything they lie on, in every theme (WCAG 2.2, 1.4.11).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { accounts } from '../../renderer/locales/en-accounts.ts';
import { ACCOUNT_COLOURS } from '../../shared/account.ts';

const css = readFileSync(join(import.meta.dirname, '../../renderer/tokens.css'), 'utf8');
const marks = readFileSync(join(import.meta.dirname, '../../renderer/components/AccountMark.css'), 'utf8');
const at = css.indexOf(':root[data-contrast="more"]');

function token(part: string, name: string): readonly [light: string, dark: string] {
  const [, light = '', dark = ''] = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(part) ?? [];
  return [light, dark];
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

it.each([
  ['the usual themes', css.slice(0, at)],
  ['high contrast', css.slice(at)],
])('in %s', (_, part) => {
  const colours = Array.from({ length: ACCOUNT_COLOURS }, (_, index) => token(part, `account-${index}`));
  expect(new Set(colours.map(([light]) => light)).size).toBe(ACCOUNT_COLOURS);
  for (const under of ['surface', 'panel', 'rail', 'raised', 'selected'].map((name) => token(part, name)))
    for (const colour of colours)
      for (const theme of [0, 1] as const) expect(contrast(colour[theme], under[theme])).toBeGreaterThanOrEqual(3);
});

it('each has its rule and its name', () => {
  expect(Object.keys(accounts.accounts.colours)).toHaveLength(ACCOUNT_COLOURS);
  for (let colour = 0; colour < ACCOUNT_COLOURS; colour++)
    expect(marks).toContain(`[data-colour="${colour}"] {\n  --mark: var(--account-${colour});`);
});
