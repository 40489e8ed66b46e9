// What follows signing in asks for nothing that was part of signing in.
import { describe, expect, it, vi } from 'vitest';
import { makeSettlingIn, type SettlingInOptions } from '../../electron/services/settling-in.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import type { BoundAtOnce } from '../../electron/xmpp/core/bind2.ts';
import type { Online } from '../../electron/xmpp/core/stream.ts';
import { signal } from '../../shared/signal.ts';
import { makeHandClock } from '../support/hand-clock.ts';
import { until } from '../support/until.ts';

/** Settles in on a server that can do everything; what was done, in its order. */
async function settle(bound: BoundAtOnce | undefined, { isNew = false, keeps = false } = {}): Promise<readonly string[]> {
  const done: string[] = [];
  const note = (what: string) => async (): Promise<void> => void done.push(what);
  const began = signal<Online>();
  const client = {
    carbons: { enable: note('carbons') },
    messages: { trustArchiveIds: () => undefined },
    session: { began, resumed: signal<Online>() },
  };
  const features = ['urn:xmpp:mam:2', 'urn:xmpp:mam:2#extended', 'urn:xmpp:carbons:2', ...(keeps ? ['msgoffline'] : [])];
  const options = {
    servers: { learn: async () => ({ own: { features }, server: { features } }) },
    people: { photos: { look: () => undefined } },
    contacts: { refresh: note('contacts') },
    blocks: { refresh: note('blocks') },
    history: {
      // Until its newest page was read.
      isNew: () => isNew && !done.some((what) => what.startsWith('newest')),
      settled: () => false,
      lost: () => undefined,
      newest: async (_account: string, _client: unknown, extended: boolean, end?: string) => void done.push(`newest ${extended} ${end}`),
      tail: note('tail'),
      fill: note('fill'),
    },
    outbox: { settle: () => done.push('outbox') },
    sessions: { note: () => undefined, setNote: () => undefined },
    ownPresence: { announce: () => done.push('presence'), gone: signal<string>(), returned: signal<string>(), isGone: () => false },
    incoming: { caughtUp: () => undefined },
    readState: { allow: () => undefined, settle: () => undefined },
    clock: makeHandClock(),
    warn: (what: string, error: unknown) => {
      throw new Error(what, { cause: error });
    },
  };
  makeSettlingIn(options as unknown as SettlingInOptions)('alice', client as unknown as Client, () => true);
  began.emit({ ...(bound && { bound }) } as Online);
  await until(() => done.includes('outbox'));
  return done;
}

describe('what follows signing in', () => {
  it('comes in its order', async () => {
    expect(await settle(undefined)).toEqual([
      'carbons',
      'contacts',
      'blocks',
      'newest true undefined',
      'presence',
      'tail',
      'fill',
      'outbox',
    ]);
  });

  it('leaves out what was part of signing in, and passes on what the server said of the archive', async () => {
    expect(await settle({ carbons: true, inactive: false, archiveEnd: 'a9' })).toEqual([
      'contacts',
      'blocks',
      'newest true a9',
      'presence',
      'tail',
      'fill',
      'outbox',
    ]);
  });

  it('on a new device begins with presence where the server keeps what nobody has read, else with the archive', async () => {
    const [newest, presence] = ['newest true undefined', 'presence'];
    const rest = ['tail', 'fill', 'outbox'];
    expect(await settle(undefined, { isNew: true, keeps: true })).toEqual(['carbons', 'contacts', 'blocks', presence, newest, ...rest]);
    expect(await settle(undefined, { isNew: true })).toEqual([newest, 'carbons', 'contacts', 'blocks', newest, presence, ...rest]);
  });

  it('hears of an account that is gone or there again for its last client alone, however often it was signed in to', () => {
    const done: string[] = [];
    const ownPresence = { gone: signal<string>(), returned: signal<string>() };
    const listening = [vi.spyOn(ownPresence.gone, 'on'), vi.spyOn(ownPresence.returned, 'on')];
    const options = {
      contacts: { lose: (id: string) => done.push(`lose ${id}`) },
      history: {
        lost: (id: string) => done.push(`lost ${id}`),
        tail: async (id: string, { name }: { readonly name: string }) => void done.push(`tail ${id} ${name}`),
      },
      sessions: { note: () => undefined },
      ownPresence,
    };
    const follow = makeSettlingIn(options as unknown as SettlingInOptions);
    let last = '';
    for (const name of ['first', 'second', 'third']) {
      last = name;
      const here = () => {
        if (name !== last) done.push(`asked for ${name}`);
        return name === last;
      };
      const session = { began: signal<Online>(), resumed: signal<Online>() };
      follow('alice', { name, messages: { trustArchiveIds: () => undefined }, session } as unknown as Client, here);
    }
    ownPresence.gone.emit('alice');
    ownPresence.returned.emit('alice');
    ownPresence.gone.emit('bob');
    expect(done).toEqual(['lost alice', 'lose alice', 'tail alice third']);
    for (const each of listening) expect(each).toHaveBeenCalledOnce();
  });
});
