import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DOAP, doap } from '../scripts/doap.ts';

it('assets/kith.doap lists what the headers of electron/xmpp and shared say (npm run doap renews it)', () => {
  expect(readFileSync(DOAP, 'utf8')).toBe(doap());
  expect(doap()).toContain('xep-0198.html');
});
