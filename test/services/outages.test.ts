// What operators say of outages (XEP-0455): asked when there is trouble of theirs, read as data, shown while it is true.
import { describe, expect, it } from 'vitest';
import { makeOutages } from '../../electron/services/outages.ts';
import { readOutage } from '../../electron/xmpp/xep/0455-outage.ts';
import type { Connection } from '../../shared/account.ts';
import { isCurrent, OUTAGE_LIMIT } from '../../shared/outage.ts';
import { signal } from '../../shared/signal.ts';
import { fakeClock } from '../support/fake-clock.ts';

const HOUR = 3_600_000;
const BEGINNING = '2021-01-12T01:01:01Z';
const at = (text: string) => Date.parse(text);

describe('an operator’s words', () => {
  it('are read as the specification shows them', () => {
    const message = { default: 'Mise à jour du serveur', en: 'The server is being updated' };
    const status = JSON.stringify({ planned: true, beginning: BEGINNING, expected_end: '2021-01-12T05:00:00+01:00', message, more: 1 });
    const read = { planned: true, beginning: at(BEGINNING), expectedEnd: at('2021-01-12T04:00:00Z') };
    expect(readOutage(status, 'en')).toEqual({ ...read, message: 'The server is being updated' });
    expect(readOutage(status, 'en-XA')?.message).toBe('The server is being updated');
    expect(readOutage(status, 'fi')?.message).toBe('Mise à jour du serveur');
    expect(readOutage('{}', 'en')).toBeUndefined();
  });

  it.each([
    'null',
    '[]',
    '"down"',
    '<html>',
    '{"beginning": 5}',
    '{"beginning": "yesterday"}',
    '{"beginning": "2021-13-45T99:00:00Z"}',
    `{"__proto__": {"beginning": "${BEGINNING}"}}`,
    '['.repeat(60_000),
  ])('that are none say nothing: %.40s', (text) => {
    expect(readOutage(text, 'en')).toBeUndefined();
  });

  it.each([
    [{ en: 7, default: 'so' }, 'so'],
    [{ en: 'so' }, 'so'],
    [{ toString: 'so' }, undefined],
    [['so'], undefined],
    ['so', undefined],
    [{ default: '  \n ' }, undefined],
    [{ default: '<b>down</b>\u202e\u0007\n\nfor\u2028good' }, '<b>down</b> for good'],
  ])('of a strange kind %j are %j', (message, words) => {
    expect(readOutage(JSON.stringify({ beginning: BEGINNING, message }), 'en')?.message).toBe(words);
  });

  it('are cut between characters', () => {
    const { message = '' } = readOutage(JSON.stringify({ beginning: BEGINNING, message: { default: '😀'.repeat(9_000) } }), 'en') ?? {};
    expect(message.length).toBeLessThanOrEqual(OUTAGE_LIMIT);
    expect(message.isWellFormed()).toBe(true);
    expect(message.endsWith('😀…')).toBe(true);
  });

  it('hold while they may be true', () => {
    const planned = { planned: true, beginning: 1000 * HOUR, expectedEnd: 1002 * HOUR };
    const holds = (hour: number, down = false) => isCurrent(planned, hour * HOUR, down);
    expect([800, 900, 1001, 1003].map((hour) => holds(hour))).toEqual([false, true, true, false]);
    expect([900, 1001, 1003, 1200].map((hour) => holds(hour, true))).toEqual([false, true, true, false]);
  });
});

describe('an operator', () => {
  function setUp() {
    const clock = fakeClock();
    const changed = signal<Connection>();
    const asked: string[] = [];
    const said: Record<string, string> = {};
    const told: string[] = [];
    const outages = makeOutages({
      addresses: () => ['https://one.test/', 'https://two.test/', 'https://three.test/'],
      async fetch(account, address) {
        asked.push(`${account} ${address}`);
        const words = said[address];
        if (words === undefined) throw new Error('down as well');
        return words;
      },
      language: () => 'en',
      clock,
      random: () => 0,
      warn: () => undefined,
    });
    outages.changed.on((account) => told.push(account));
    outages.attach('a', { stream: { changed, connection: { state: 'offline' } } });
    const waiting = (since: number, failure: 'refused' | 'no-network' = 'refused') =>
      changed.emit({ state: 'waiting', since, retryAt: clock.now() + 1000, failure });
    const pass = async (ms: number) => {
      clock.advance(ms);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const status = (more: object) => JSON.stringify({ beginning: new Date(clock.now() - HOUR).toISOString(), ...more });
    return { clock, changed, asked, said, told, outages, waiting, pass, status };
  }

  it('is asked after 5 s of trouble, at each address until one answers, and every 5 minutes while it lasts', async () => {
    const { clock, changed, asked, said, told, outages, waiting, pass, status } = setUp();
    said['https://two.test/'] = status({ message: { default: 'the cellar is under water' } });
    const since = clock.now();
    waiting(since);
    await pass(4_999);
    expect(asked).toEqual([]);
    changed.emit({ state: 'connecting', since });
    await pass(1);
    expect(asked).toEqual(['a https://one.test/', 'a https://two.test/']);
    expect(outages.of('a')).toMatchObject({ message: 'the cellar is under water', planned: false });
    for (let minute = 0; minute < 6; minute += 1) {
      await pass(60_000);
      waiting(since);
      await pass(0);
    }
    expect(asked).toHaveLength(4);
    expect(told).toEqual(['a']);
    said['https://two.test/'] = '{}';
    await pass(300_000);
    waiting(since);
    await pass(0);
    expect(outages.of('a')).toBeUndefined();
    expect(told).toEqual(['a', 'a']);
  });

  it('is not asked when the trouble is over in time, or is not theirs', async () => {
    const { clock, changed, asked, outages, waiting, pass } = setUp();
    waiting(clock.now());
    changed.emit({ state: 'stopped', failure: 'wrong-password' });
    await pass(60_000);
    waiting(clock.now(), 'no-network');
    await pass(60_000);
    waiting(clock.now());
    outages.forget('a');
    await pass(60_000);
    expect(asked).toEqual([]);
  });

  it('is asked some time after signing in for what is planned, not at every sign-in; what is over is not said', async () => {
    const { clock, changed, asked, said, outages, waiting, pass, status } = setUp();
    said['https://one.test/'] = status({ message: { default: 'down' } });
    waiting(clock.now());
    await pass(5_000);
    expect(outages.of('a')?.message).toBe('down');
    said['https://one.test/'] = JSON.stringify({ planned: true, beginning: new Date(clock.now() + HOUR).toISOString() });
    changed.emit({ state: 'online', since: clock.now() });
    expect(outages.of('a')).toBeUndefined();
    await pass(5_000);
    expect(outages.of('a')).toMatchObject({ planned: true });
    expect(asked).toHaveLength(2);
    changed.emit({ state: 'online', since: clock.now() });
    await pass(60_000);
    expect(asked).toHaveLength(2);
    await pass(6 * HOUR);
    changed.emit({ state: 'online', since: clock.now() });
    await pass(60_000);
    expect(asked).toHaveLength(3);
  });
});
