import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { makeSaxes } from '../../electron/xmpp/core/saxes.ts';

it('stays an object with a fixed shape, however many listeners it gets', () => {
  setFlagsFromString('--allow-natives-syntax');
  const isFast = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean;
  const saxes = makeSaxes({ xmlns: true });
  const events = [
    'xmldecl',
    'text',
    'processinginstruction',
    'doctype',
    'comment',
    'opentagstart',
    'attribute',
    'opentag',
    'closetag',
    'cdata',
    'error',
  ] as const;
  for (const event of events) saxes.on(event, () => undefined);
  expect(isFast(saxes)).toBe(true);
});
