// The server's archive against what lies here: whatever was missed, purged, cut off or claimed, in the end every message lies here once,
// in the archive's order, and where something is missing it is known.
import { beforeEach, describe, expect, it } from 'vitest';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import { BOB, NOW } from '../archive/support.ts';
import { archivedHistories, CAROL, PEERS } from './archived.ts';

const { make } = archivedHistories();
let kit: ReturnType<typeof make>;
beforeEach(() => {
  kit = make();
});

const add = (count: number, peer = BOB) => Array.from({ length: count }, () => kit.server.add(peer));

describe('coming back', () => {
  it.each([true, false])(
    'asks for the newest page first and goes backwards until it meets what is known (extended: %s)',
    async (extended) => {
      kit.server.extended = extended;
      add(3);
      await kit.session();
      add(17);
      kit.server.asked.length = 0;
      const seen: number[] = [];
      await kit.session({ stored: () => seen.push(kit.bodies().length) });
      expect(kit.server.asked[0]).toMatchObject({ before: '' });
      expect(kit.bodies()).toEqual(kit.server.kept.map((entry) => entry.body));
      expect(kit.gaps(BOB)).toEqual([]);
      expect(seen.length).toBeGreaterThanOrEqual(2);
      expect(kit.conversations.byId(kit.conversation)?.unread).toBe(17);
    },
  );

  it('costs two questions when nothing was missed', async () => {
    add(4);
    await kit.session();
    kit.server.asked.length = 0;
    await kit.session();
    expect(kit.server.asked).toHaveLength(2);
    expect(kit.history.state({ id: kit.conversation, account: kit.me, address: BOB }).completeSince).toBe(0);
  });

  it('costs one question when the server said as the stream began that nothing was missed', async () => {
    add(4);
    await kit.session();
    kit.server.asked.length = 0;
    await kit.session({ end: kit.server.kept.at(-1)?.id });
    expect(kit.server.asked).toMatchObject([{ after: 'a4' }]);
    expect(kit.history.state({ id: kit.conversation, account: kit.me, address: BOB }).completeSince).toBe(0);
  });

  it.each([
    ['came after what the server said', () => kit.server.kept.at(-1)?.id],
    ['came before it', () => add(7).at(-1)?.id],
    ['came to a server that says something that is not so', () => 'nonsense'],
    ['came to an archive that was empty when this device last looked', () => undefined],
  ])('misses nothing that %s', async (_, end) => {
    if (end() !== undefined) add(3);
    await kit.session();
    const told = end();
    add(12, CAROL);
    await kit.session({ end: told, live: 2 });
    expect(kit.bodies()).toEqual(kit.server.kept.map((entry) => entry.body));
    expect(kit.gaps(BOB)).toEqual([]);
    expect(kit.gaps(CAROL)).toEqual([]);
  });

  it('cut off anywhere, keeps what was stored, knows what is missing, and goes on from there', async () => {
    add(2);
    await kit.session();
    for (let answers = 1; answers < 5; answers++) {
      add(20);
      kit.server.answers = answers;
      await expect(kit.session()).rejects.toThrow('not-sent');
      const some = kit.bodies().length;
      if (some < kit.server.kept.length) expect(kit.gaps(BOB).length, `${answers}`).toBeGreaterThan(0);
      kit.server.answers = Number.POSITIVE_INFINITY;
      kit.server.asked.length = 0;
      await kit.session();
      expect(kit.bodies()).toEqual(kit.server.kept.map((entry) => entry.body));
      expect(kit.gaps(BOB)).toEqual([]);
    }
  });

  it.each([true, false])(
    'after the server purged what was known, reads all there is, once, and claims no more (lenient: %s)',
    async (lenient) => {
      kit.server.lenient = lenient;
      add(6);
      await kit.session();
      kit.server.kept.splice(0);
      add(3);
      kit.server.kept.splice(0);
      const [eldest] = add(4);
      await kit.session();
      expect(kit.sync.stretches(kit.me, '').at(-1)).toMatchObject({ firstId: eldest?.id, fromStart: true });
      add(8);
      await kit.session();
      expect(kit.bodies()).toEqual(
        Array.from({ length: 21 }, (_, index) => `message ${index + 1}`).filter((_, index) => index < 6 || index > 8),
      );
      expect(kit.gaps(BOB)).toEqual([]);
    },
  );

  it('never asks a lying archive for ever', async () => {
    add(3);
    await kit.session();
    add(12);
    const lies: readonly (typeof kit.server.lie)[] = [
      (page) => ({ ...page, complete: false, results: [] }),
      (page) => ({ ...page, complete: false, results: page.results.slice(-1) }),
      () => ({ results: [{ id: 'a9', at: NOW, message: kit.server.kept[8] as never }], complete: false, first: 'a9', last: 'a9' }),
      (page, { after }) => (after === undefined ? page : { results: [], complete: false, first: 'a5', last: after === 'a5' ? 'a6' : 'a5' }),
    ];
    for (const lie of lies) {
      kit.server.lie = lie;
      kit.server.asked.length = 0;
      await kit.session();
      expect(kit.server.asked.length).toBeLessThan(20);
    }
    kit.server.lie = undefined;
    await kit.session();
    expect(new Set(kit.bodies())).toEqual(new Set(kit.server.kept.map((entry) => entry.body)));
    expect(kit.bodies()).toHaveLength(15);
  });

  it('asks for less after silence, and not for ever', async () => {
    add(3);
    await kit.session();
    kit.server.cap = 300;
    add(280);
    const { page } = kit.server;
    kit.client.mam.page = async (query) => {
      if (query.max > 100 && query.before !== '' && query.before !== undefined) throw new StanzaError('remote-server-timeout', 'wait');
      return page({ ...query, max: Math.min(query.max, 100) });
    };
    await kit.session();
    expect(kit.bodies()).toHaveLength(283);
  });
});

describe('own messages of unknown fate', () => {
  const written = () => {
    const { id } = kit.messages.write(kit.conversation, 'did it leave?');
    kit.announcer.batch(
      () => kit.outbox && kit.archive.prepare<[number]>(`UPDATE messages SET state = 'sending' WHERE id = ?`).run(Number(id)),
    );
    return id;
  };

  it('wait for the archive since what was known before they were written, and no longer', async () => {
    add(3);
    await kit.session();
    expect(kit.history.settled(kit.me)).toBe(true);
    written();
    add(30);
    kit.history.lost(kit.me);
    // Whatever was known of the archive, it says nothing about what was written after it.
    expect(kit.history.settled(kit.me)).toBe(false);
    await kit.history.newest(kit.me, kit.client, true);
    expect(kit.history.settled(kit.me)).toBe(false);
    const settled: boolean[] = [];
    await kit.history.tail(kit.me, kit.client);
    await kit.history.fill(kit.me, kit.client, true, () => settled.push(kit.history.settled(kit.me)));
    expect(settled.at(-1)).toBe(true);
    expect(settled.filter(Boolean)).toHaveLength(1);
  });

  it('keep the mark where it is, so that their place in the archive is looked at again', async () => {
    add(3);
    await kit.session();
    written();
    kit.live(BOB);
    expect(kit.sync.getMark(kit.me, '')).toBe('a3');
  });
});

describe('a new device', () => {
  it('reads some pages, says what is missing, and loads the rest of a conversation where somebody looks', async () => {
    for (let turn = 0; turn < 60; turn++) kit.server.add(PEERS[turn % 2] as string);
    await kit.session();
    expect(kit.bodies()).toHaveLength(30);
    expect(kit.gaps(BOB)).toHaveLength(1);
    expect(kit.conversations.byId(kit.conversation)?.unread).toBe(0);
    await kit.loadAll();
    expect(kit.bodies(BOB)).toEqual(kit.server.kept.filter(({ peer }) => peer === BOB).map(({ body }) => body));
    expect(kit.bodies(CAROL)).toEqual(kit.server.kept.filter(({ peer }) => peer === CAROL).map(({ body }) => body));
    expect(kit.history.state({ id: kit.conversation, account: kit.me, address: BOB }).completeSince).toBe(0);
  });

  it('finds a conversation that none of the newest pages had', async () => {
    add(12, CAROL);
    add(40, BOB);
    await kit.session();
    expect(kit.bodies(CAROL)).toEqual([]);
    await kit.loadAll();
    expect(kit.bodies(CAROL)).toHaveLength(12);
    add(5, CAROL);
    await kit.session();
    expect(kit.bodies(CAROL)).toEqual(kit.server.kept.filter(({ peer }) => peer === CAROL).map(({ body }) => body));
  });

  it('counts what comes while it settles in as unread, behind the newest page and in an empty archive', async () => {
    add(8);
    await kit.history.newest(kit.me, kit.client, true);
    add(2);
    await kit.history.newest(kit.me, kit.client, true);
    await kit.history.tail(kit.me, kit.client);
    await kit.history.fill(kit.me, kit.client, true, () => undefined);
    expect(kit.conversations.byId(kit.conversation)?.unread).toBe(2);
    expect(kit.bodies()).toHaveLength(10);

    const empty = make();
    await empty.history.newest(empty.me, empty.client, true);
    empty.server.add(BOB);
    await empty.history.newest(empty.me, empty.client, true);
    await empty.history.tail(empty.me, empty.client);
    expect(empty.conversations.byId(empty.conversation)?.unread).toBe(1);
    expect(empty.gaps(BOB)).toEqual([]);
  });

  it('that found an empty archive counts all that came before the next session, however much', async () => {
    for (const extended of [true, false]) {
      for (const missed of [0, 2, 40]) {
        const device = make();
        device.server.extended = extended;
        await device.session();
        expect(device.history.isNew(device.me)).toBe(true);
        await device.session();
        for (let left = missed; left > 0; left -= 1) device.server.add(BOB);
        await device.session({ live: 2 });
        expect(device.bodies()).toEqual(device.server.kept.map(({ body }) => body));
        const unread = PEERS.map((peer) => device.conversations.byId(device.conversations.open(device.me, peer).id)?.unread);
        expect(unread).toEqual([missed + 1, 1]);
        expect(PEERS.flatMap(device.gaps)).toEqual([]);
        const questions = device.server.asked.length;
        await device.session();
        expect(device.server.asked.length - questions).toBe(2);
      }
    }
  });

  it('with an empty archive knows that nothing is missing', async () => {
    await kit.session();
    kit.live(BOB);
    expect(kit.gaps(BOB)).toEqual([]);
  });
});
