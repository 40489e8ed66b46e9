// The connection strip's rows: who is named for what, when the person hears of it, and what operators announce.
import { describe, expect, it } from 'vitest';
import { noticeRows, outageKey, troubleRows } from '../../renderer/components/connection-rows.ts';
import { troubles } from '../../renderer/store/accounts.ts';
import type { Account, Connection } from '../../shared/account.ts';
import type { Outage } from '../../shared/outage.ts';

const START = 1_000_000_000;
const account = (id: string, connection: Connection, outage?: Outage): Account => ({
  id,
  address: `${id}@example.org`,
  colour: 0,
  place: 0,
  nickname: '',
  connection,
  stanzaBytes: 10_000,
  ...(outage === undefined ? {} : { outage }),
});
const waiting = (failure: 'refused' | 'lost' | 'bad-certificate', retryAt = START + 5_000, since = START): Connection => ({
  state: 'waiting',
  since,
  retryAt,
  failure,
});
const rows = (accounts: readonly Account[], now: number) =>
  troubleRows(accounts, troubles({}, accounts, START), now).map((row) => ({
    ...row,
    accounts: row.accounts.map(({ id }) => id).join(' '),
  }));

describe('troubles', () => {
  it('tell of all that was tried, also while it is tried again', () => {
    const attempt = { host: 'xmpp.example.org', port: 5222, how: 'asked', failure: 'refused' } as const;
    const tried = [attempt, { ...attempt, port: 5223, how: 'at-once' as const, failure: 'timeout' as const }];
    const before = troubles({}, [account('alice', { ...waiting('refused'), tried } as Connection)], START);
    const again = account('alice', { state: 'connecting', since: START });
    expect(troubleRows([again], troubles(before, [again], START), START + 2_000)).toMatchObject([{ tried }]);
  });

  it('are silent for 2 s and ask for something after 30 s; what waits for the person does not wait', () => {
    const alice = account('alice', waiting('lost'));
    const bob = account('bob', { state: 'stopped', failure: 'wrong-password', detail: 'not-authorized' });
    expect(rows([alice, bob], START + 1_999)).toMatchObject([
      { accounts: 'bob', stopped: true, details: ['wrong-password: not-authorized'] },
    ]);
    expect(rows([alice], START + 2_000)).toMatchObject([{ failure: 'lost', long: false, seconds: 3 }]);
    expect(rows([alice], START + 30_000)).toMatchObject([{ long: true, seconds: 0 }]);
    // Long to wait is long.
    expect(rows([account('alice', waiting('lost', START + 50_000))], START + 2_000)).toMatchObject([{ long: true, seconds: 48 }]);
  });

  it('name every account once, together with those that have the same', () => {
    const accounts = [
      account('alice', waiting('refused', START + 9_000)),
      account('bob', waiting('lost')),
      account('carol', waiting('refused', START + 7_000)),
      account('dave', { state: 'online', since: START }),
      account('erin', { state: 'stopped', failure: 'conflict' }),
      account('frank', { state: 'offline' }),
    ];
    expect(rows(accounts, START + 5_000)).toMatchObject([
      { accounts: 'erin', failure: 'conflict' },
      { accounts: 'alice carol', failure: 'refused', seconds: 2 },
      { accounts: 'bob', failure: 'lost' },
    ]);
  });

  it('that wait for the person are each their own, to be mended one by one', () => {
    const accounts = ['alice', 'bob'].map((id) => account(id, { state: 'stopped', failure: 'wrong-password' }));
    expect(rows(accounts, START).map((row) => row.accounts)).toEqual(['alice', 'bob']);
  });

  it('with a certificate are each their own, to be looked at one by one', () => {
    const accounts = ['alice', 'bob'].map((id) => account(id, waiting('bad-certificate', START + 180_000)));
    expect(rows(accounts, START + 5_000)).toMatchObject([{ accounts: 'alice' }, { accounts: 'bob' }]);
  });

  it('keep their beginning and their reason while it is tried again, and end with it', () => {
    const before = troubles({}, [account('alice', waiting('refused'))], START);
    const trying = account('alice', { state: 'connecting', since: START });
    const during = troubles(before, [trying], START + 9_000);
    expect(troubleRows([trying], during, START + 9_000)).toMatchObject([{ failure: 'refused', seconds: undefined }]);
    expect(troubles(during, [account('alice', { state: 'online', since: START })], START)).toEqual({});
  });
});

describe('operators', () => {
  const outage: Outage = { beginning: START - 1_000, planned: false, message: 'fire' };

  it('are heard in the row of the trouble, once for all their accounts', () => {
    const accounts = [
      account('alice', waiting('lost'), outage),
      account('bob', waiting('lost'), { ...outage }),
      account('carol', waiting('lost')),
    ];
    expect(rows(accounts, START + 2_000)).toMatchObject([{ accounts: 'alice bob carol', outages: [outage] }]);
    expect(noticeRows(accounts, new Set(), START)).toEqual([]);
  });

  it('announce beforehand to who is connected, until it was seen', () => {
    const planned: Outage = { beginning: START + 3_600_000, planned: true };
    const alice = account('alice', { state: 'online', since: START }, planned);
    expect(noticeRows([alice], new Set(), START)).toEqual([{ account: alice, outage: planned }]);
    expect(noticeRows([alice], new Set([outageKey('alice', planned)]), START)).toEqual([]);
    const moved = account('alice', { state: 'online', since: START }, { ...planned, beginning: START + 7_200_000 });
    expect(noticeRows([moved], new Set([outageKey('alice', planned)]), START)).toHaveLength(1);
  });
});
