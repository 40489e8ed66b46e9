// Verified answers by hash: kept over a restart, bounded in size and number.
import { afterAll, expect, it } from 'vitest';
import { makeCapabilities } from '../../electron/archive/capabilities.ts';
import { startArchive } from './support.ts';

const { archive, end } = startArchive();
afterAll(end);
const info = (feature: string) => ({ identities: [], features: [feature], forms: [] });

it('keeps the newest five hundred, and none that is endless', () => {
  const capabilities = makeCapabilities(archive);
  for (let number = 0; number < 510; number += 1) capabilities.keep(`hash ${number}`, info(`feature ${number}`));
  expect(capabilities.find('hash 509')).toEqual(info('feature 509'));
  expect(capabilities.find('hash 9')).toBeUndefined();
  expect(capabilities.find('hash 10')).toEqual(info('feature 10'));
  capabilities.keep('long', info('x'.repeat(64_000)));
  expect(capabilities.find('long')).toBeUndefined();
});
