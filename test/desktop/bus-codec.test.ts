// D-Bus messages against bytes written by hand from the specification, against themselves for every type, and against garbage.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusMessage, completeTypes, decodeMessage, encodeMessage } from '../../electron/desktop/bus-codec.ts';

/** The Hello call, byte by byte. */
const HELLO = Buffer.from(
  [
    '6c01000100000000010000006e000000',
    '01016f0015000000', // path
    '2f6f72672f667265656465736b746f702f44427573000000',
    '0201730014000000', // interface
    '6f72672e667265656465736b746f702e4442757300000000',
    '0301730005000000', // member
    '48656c6c6f000000',
    '0601730014000000', // destination
    '6f72672e667265656465736b746f702e4442757300000000',
  ].join(''),
  'hex',
);
const CALL: BusMessage = {
  type: 'call',
  serial: 1,
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'Hello',
  destination: 'org.freedesktop.DBus',
};

const round = (signature: string, body: readonly unknown[]) => decodeMessage(encodeMessage({ ...CALL, signature, body }))?.message.body;

describe('D-Bus messages', () => {
  it('writes Hello as the specification says', () => {
    const written = encodeMessage(CALL);
    expect(written.subarray(16).toString('hex')).toBe(HELLO.subarray(16).toString('hex'));
    expect(written.subarray(0, 12).toString('hex')).toBe(HELLO.subarray(0, 12).toString('hex'));
  });

  it.each([
    ['y', 255],
    ['b', true],
    ['n', -3],
    ['q', 65535],
    ['i', -70000],
    ['u', 4294967295],
    ['x', -5n],
    ['t', 2n ** 60n],
    ['d', 1.5],
    ['s', 'Zoë 🐟'],
    ['o', '/a/b'],
    ['g', 'a{sv}'],
    ['as', ['a', '', 'c']],
    ['ay', new Uint8Array([1, 2, 3])],
    ['a(ii)', [[1, 2], [3, 4]]], // biome-ignore format: one row each
    ['a{sv}', [['key', { signature: 'ax', value: [1n] }]]], // biome-ignore format: one row each
    ['(y(sd)v)', [1, ['x', 2], { signature: 'v', value: { signature: 'b', value: false } }]],
  ])('carries %s', (signature, value) => {
    expect(round(`y${signature}y`, [7, value, 9])).toEqual([7, value, 9]);
  });

  it('reads the other byte order', () => {
    const head = '42020001' + '00000004' + '00000007' + '0000000f';
    const fields = '0501750000000003' + '0801670001750000'; // replySerial 3, signature 'u'
    const message = decodeMessage(Buffer.from(`${head}${fields}0000002a`, 'hex'))?.message;
    expect(message).toMatchObject({ type: 'reply', serial: 7, replySerial: 3, body: [42] });
  });

  it('waits for the rest and takes one message at a time', () => {
    const one = encodeMessage({ ...CALL, signature: 's', body: ['first'] });
    const two = Buffer.concat([one, encodeMessage({ ...CALL, serial: 2 })]);
    for (let cut = 0; cut < one.length; cut++) expect(decodeMessage(two.subarray(0, cut))).toBeUndefined();
    expect(decodeMessage(two)).toMatchObject({ length: one.length, message: { serial: 1, body: ['first'] } });
  });

  it('never hangs on garbage and never answers with half a message', () => {
    const good = encodeMessage({ ...CALL, signature: 'a{sv}', body: [[['k', { signature: 'as', value: ['v'] }]]] });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        let length = 0;
        try {
          length = decodeMessage(bytes)?.length ?? 0;
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('splits signatures and refuses odd ones', () => {
    expect(completeTypes('susssasa{sv}i')).toEqual(['s', 'u', 's', 's', 's', 'as', 'a{sv}', 'i']);
    for (const odd of ['a', '(', '(s', '()', 'a()', 'z', ')', 'a'.repeat(100)]) expect(() => completeTypes(odd)).toThrow();
  });
});
