import { describe, expect, it } from 'vitest';
import { addressesOf, findTargets, makeResolver, orderByWeight, type Resolver } from '../../electron/xmpp/core/resolve.ts';

const record = (name: string, priority: number, weight: number) => ({ name, priority, weight, port: 5222 });
const names = (records: readonly { name: string }[]) => records.map(({ name }) => name).join(' ');

describe('order of SRV records', () => {
  const records = [record('late', 20, 0), record('heavy', 10, 60), record('light', 10, 40), record('none', 10, 0)];

  it.each([
    [0, 'none light heavy late'],
    [0.2, 'light heavy none late'],
    [0.41, 'heavy light none late'],
    [0.999, 'heavy light none late'],
  ])('follows the draw %d', (draw, expected) => {
    const draws = [draw, draw, draw, draw];
    expect(names(orderByWeight(records, () => draws.shift() ?? 0))).toBe(expected);
  });

  it('draws by weight', () => {
    let step = 0;
    const random = () => (step++ * 0.618034) % 1;
    const first = Array.from({ length: 2000 }, () => orderByWeight([record('heavy', 1, 90), record('light', 1, 10)], random)[0]?.name);
    const share = first.filter((name) => name === 'heavy').length / first.length;
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(0.97);
  });

  it('keeps every record, even of weight 0 only', () => {
    const none = Array.from({ length: 5 }, (_, index) => record(String(index), 1, 0));
    expect(orderByWeight(none, () => 0.99).length).toBe(5);
    expect(orderByWeight([], () => 0)).toEqual([]);
  });
});

describe('targets', () => {
  const resolver = (table: Record<string, ReturnType<typeof record>[]>): Resolver => ({
    srv: async (name) => table[name] ?? Promise.reject(new Error('ENODATA')),
    addresses: async () => [],
  });

  it('mix both services in one set and drop the dot at the end', async () => {
    const table = {
      '_xmpps-client._tcp.a.example': [record('direct.example.', 2, 0)],
      '_xmpp-client._tcp.a.example': [record('plain.example', 1, 0)],
    };
    expect(await findTargets('a.example', resolver(table), () => 0)).toEqual([
      [{ host: 'plain.example', port: 5222, secure: false }],
      [{ host: 'direct.example', port: 5222, secure: true }],
    ]);
  });

  it.each([{}, { '_xmpp-client._tcp.a.example': [] }])('are the domain itself where there is no answer', async (table) => {
    const [own, guessed] = await findTargets('a.example', resolver(table), () => 0);
    expect(own).toEqual([{ host: 'a.example', port: 5222, secure: false }]);
    expect(guessed).toEqual([5223, 443].map((port) => ({ host: 'a.example', port, secure: true, guessed: true })));
  });

  it('are the domain itself where the DNS never answers', async () => {
    const never = () => new Promise<never>(() => undefined);
    expect((await findTargets('a.example', { srv: never, addresses: never }, () => 0, 20))[0]?.[0]?.port).toBe(5222);
    await expect(addressesOf('a.example', { srv: never, addresses: never }, 20)).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('are nobody where a port of 0 is all there is, and at most twenty', async () => {
    const many = Array.from({ length: 500 }, (_, index) => record(`h${index}.example`, index % 3, 1));
    const table = { '_xmpp-client._tcp.a.example': many, '_xmpp-client._tcp.b.example': [{ ...record('x', 1, 1), port: 0 }] };
    expect((await findTargets('a.example', resolver(table), () => 0)).flat()).toHaveLength(20);
    await expect(findTargets('b.example', resolver(table), () => 0)).rejects.toMatchObject({ kind: 'not-xmpp' });
  });

  it('are the address itself for a literal, without a question asked', async () => {
    expect(await findTargets('[::1]', resolver({}), () => 0)).toEqual([[{ host: '[::1]', port: 5222, secure: false }]]);
    expect(await addressesOf('[::1]', resolver({}))).toEqual([{ address: '::1', family: 6 }]);
  });

  it('alternate address families', async () => {
    const addresses = ['::1', '::2', '::3', '10.0.0.1'].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const found = await addressesOf('a.example', { srv: async () => [], addresses: async () => addresses });
    expect(found.map(({ address }) => address)).toEqual(['::1', '10.0.0.1', '::2', '::3']);
    await expect(addressesOf('a.example', { srv: async () => [], addresses: async () => [] })).rejects.toMatchObject({
      kind: 'unknown-host',
    });
  });
});

describe('the system resolver', () => {
  it('keeps localhost to this machine', async () => {
    expect(await makeResolver().srv('_xmpp-client._tcp.localhost')).toEqual([]);
    expect((await makeResolver().addresses('localhost')).map(({ address }) => address)).toContain('127.0.0.1');
  });
});
