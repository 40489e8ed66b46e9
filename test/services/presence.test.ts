// Own presence, without a server: what is said, when, and when not.
import { describe, expect, it } from 'vitest';
import { factOf, makeOwnPresence } from '../../electron/services/own-presence.ts';
import type { Online } from '../../electron/xmpp/core/stream.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import { signal } from '../../shared/signal.ts';

/** `answer`: until then the server says nothing to being asked to hide. */
function make(remembered = new Map<string, string>(), answer = Promise.resolve()) {
  const said: string[] = [];
  const session = { began: signal<Online>(), resumed: signal<Online>() };
  const state: { chosen: OwnPresence; live: boolean; can: string[]; hides: boolean; excepted: string[]; refuses: boolean } = {
    chosen: { availability: 'available', status: '' },
    live: true,
    can: ['one'],
    hides: false,
    excepted: [],
    refuses: false,
  };
  const own = makeOwnPresence({
    chosen: {
      get: () => state.chosen,
      save: (presence) => {
        state.chosen = presence;
      },
    },
    told: { get: (account) => remembered.get(account), set: (account, words) => void remembered.set(account, words) },
    hides: () => state.hides,
    excepted: () => state.excepted,
    isExcepted: (_, address) => state.excepted.includes(address),
    warn: (what) => said.push(what),
    clean: (text) => text.replaceAll('\u0001', ''),
  });
  own.gone.on((account) => said.push(`gone ${account}`));
  own.returned.on((account) => said.push(`returned ${account}`));
  own.attach('a', {
    session,
    stream: {
      get connection() {
        return { state: state.live ? ('online' as const) : ('connecting' as const), since: 0 };
      },
    },
    presence: {
      extra: () => state.can.map((each) => xml('c', { ver: each })),
      announce(fact = {}, payload = [], to) {
        if (state.live)
          said.push([...(to === undefined ? [] : [`to ${to}`]), fact.show ?? '', fact.status ?? '', ...payload.map(String)].join('|'));
        return state.live;
      },
      leave(to) {
        if (state.live) said.push(to === undefined ? 'leave' : `leave ${to}`);
        return state.live;
      },
    },
    invisible: {
      async hide() {
        if (!state.live) throw new Error('not-sent');
        said.push('hide');
        await answer;
        if (state.refuses) throw new Error('refused');
      },
      async show() {
        if (!state.live) throw new Error('not-sent');
        said.push('show');
      },
    },
  });
  const online = { jid: 'alice@example.org/kith', resumed: false } as Online;
  return { own, said, state, begin: () => session.began.emit(online), resume: () => session.resumed.emit({ ...online, resumed: true }) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('factOf', () => {
  it.each<[OwnPresence['availability'], boolean, string | undefined]>([
    ['available', false, undefined],
    ['available', true, 'away'],
    ['away', false, 'away'],
    ['away', true, 'away'],
    ['busy', false, 'dnd'],
    ['busy', true, 'dnd'],
  ])('%s, idle %s: %s', (availability, idle, show) => {
    // What is sent to the person goes to the device they are at.
    const priority = idle || availability === 'away' ? {} : { priority: 5 };
    expect(factOf({ availability, status: 'here' }, idle)).toEqual({
      ...(show === undefined ? {} : { show }),
      ...priority,
      status: 'here',
    });
    expect(factOf({ availability, status: '' }, idle)).not.toHaveProperty('status');
  });
});

describe('own presence', () => {
  it('is said once the stream is ready for it, and at each change from then on', () => {
    const { own, said, begin } = make();
    begin();
    own.change({ availability: 'away', status: 'lunch' });
    expect(said).toEqual([]);
    own.announce('a');
    own.change({ availability: 'busy', status: 'lunch' });
    own.change({ availability: 'busy', status: 'lunch' });
    expect(said).toEqual(['away|lunch', 'dnd|lunch']);
    begin();
    own.change({ availability: 'available', status: '' });
    expect(said).toHaveLength(2);
    own.announce('a');
    expect(said.at(-1)).toBe('|');
  });

  it('catches up when the stream is resumed, and only if something changed', () => {
    const { own, said, state, begin, resume } = make();
    begin();
    own.announce('a');
    state.live = false;
    own.change({ availability: 'away', status: '' });
    state.live = true;
    resume();
    resume();
    expect(said).toEqual(['|', 'away|']);
  });

  it('is said once more by the next process while the session goes on: nobody knows whether it arrived', () => {
    const remembered = new Map<string, string>();
    const first = make(remembered);
    first.begin();
    first.own.announce('a');
    const second = make(remembered);
    second.resume();
    second.own.announce('a');
    second.resume();
    expect(second.said).toEqual(['|']);
    second.own.change({ availability: 'busy', status: '' });
    expect(second.said).toEqual(['|', 'dnd|']);
    // A newer Kith can do something else: the server must not go on telling what the older one could.
    const third = make(remembered);
    third.state.can = ['two'];
    third.own.change({ availability: 'busy', status: '' });
    third.resume();
    third.own.announce('a');
    expect(third.said).toEqual(['dnd|']);
  });

  it('is hidden once more by the next process, and shown where the person wants that by now', async () => {
    const remembered = new Map<string, string>();
    const hidden = (chosen: OwnPresence['availability']) => {
      const made = make(remembered);
      made.state.hides = true;
      made.state.excepted = ['bob@example.org'];
      made.state.chosen = { availability: chosen, status: '' };
      return made;
    };
    const first = hidden('hidden');
    first.begin();
    first.own.announce('a');
    const second = hidden('hidden');
    second.resume();
    await settled();
    expect(second.said).toEqual(['hide', 'to bob@example.org||']);
    const third = hidden('available');
    third.resume();
    await settled();
    expect(third.said).toEqual(['show', '|']);
  });

  it('is away while nobody touches the device, with since when, and back with what was chosen', () => {
    const { own, said, state, begin } = make();
    begin();
    own.announce('a');
    own.setIdle(Date.UTC(2026, 4, 1));
    own.setIdle(Date.UTC(2026, 4, 1));
    own.setIdle(undefined);
    expect(said).toEqual(['|', 'away||<idle xmlns="urn:xmpp:idle:1" since="2026-05-01T00:00:00.000Z"/>', '|']);
    expect(state.chosen.availability).toBe('available');
  });

  it('keeps what was written to one line that XML can carry, and tells who listens', () => {
    const { own, state } = make();
    const heard: OwnPresence[] = [];
    own.changed.on((presence) => heard.push(presence));
    expect(own.change({ availability: 'away', status: ` on\u0001\n  the train ${'x'.repeat(300)}` }).status).toHaveLength(200);
    expect(state.chosen.status.startsWith('on the train x')).toBe(true);
    expect(heard).toEqual([state.chosen]);
  });

  it('says nothing for an account that was signed out', () => {
    const { own, said, begin } = make();
    begin();
    own.announce('a');
    own.forget('a');
    own.change({ availability: 'busy', status: '' });
    expect(said).toEqual(['|']);
  });
});

describe('somebody who appears offline', () => {
  const hidden: OwnPresence = { availability: 'hidden', status: '' };
  const shown: OwnPresence = { availability: 'available', status: '' };

  it('leaves where the server cannot hide, but for those who are excepted, and comes back', () => {
    const { own, said, state, begin } = make();
    begin();
    own.announce('a');
    state.excepted = ['bob@x.org'];
    own.change(hidden);
    expect(said.splice(0)).toEqual(['|', 'leave', 'gone a', 'to bob@x.org||']);
    expect([own.isGone('a'), own.isHiddenFrom('a', 'bob@x.org'), own.isHiddenFrom('a', 'eve@x.org')]).toEqual([true, false, true]);
    state.excepted = ['carol@x.org'];
    own.repeat();
    own.repeat();
    expect(said.splice(0)).toEqual(['leave bob@x.org', 'to carol@x.org||']);
    own.change(shown);
    expect(said).toEqual(['|', 'returned a']);
    expect([own.isGone('a'), own.isHiddenFrom('a', 'eve@x.org')]).toEqual([false, false]);
  });

  it('is hidden by the server where that can be, from the sign-in on', () => {
    const { own, said, state, begin } = make();
    state.hides = true;
    state.chosen = hidden;
    state.excepted = ['bob@x.org'];
    begin();
    own.announce('a');
    expect(said.splice(0)).toEqual(['hide', 'to bob@x.org||']);
    expect(own.isGone('a')).toBe(false);
    own.change(shown);
    expect(said).toEqual(['show', '|']);
  });

  it('leaves when the server did not hide after all', async () => {
    const { own, said, state, begin } = make();
    state.hides = true;
    state.refuses = true;
    state.excepted = ['bob@x.org'];
    begin();
    own.announce('a');
    own.change(hidden);
    await settled();
    const told = 'to bob@x.org||';
    expect(said).toEqual(['|', 'hide', told, 'the server did not hide the account', 'leave', 'gone a', told]);
    expect(own.isGone('a')).toBe(true);
  });

  it.each([true, false])('is so from when the stream is resumed, chosen while it was lost; the server hides: %s', async (hides) => {
    const { own, said, state, begin, resume } = make();
    state.hides = hides;
    state.excepted = ['bob@x.org'];
    begin();
    own.announce('a');
    state.live = false;
    own.change(hidden);
    await settled();
    expect(said.splice(0)).toEqual(['|']);
    state.live = true;
    resume();
    resume();
    await settled();
    expect(said.splice(0)).toEqual([...(hides ? ['hide'] : ['leave', 'gone a']), 'to bob@x.org||']);
    expect(own.isGone('a')).toBe(!hides);
    // Whom the person excepts no longer, and shown again.
    state.live = false;
    state.excepted = [];
    own.repeat();
    state.live = true;
    resume();
    state.live = false;
    own.change(shown);
    state.live = true;
    resume();
    await settled();
    expect(said).toEqual(['leave bob@x.org', ...(hides ? ['show', '|'] : ['|', 'returned a'])]);
  });

  it('is asked for again when the stream was lost before the server answered', async () => {
    let fail = (): void => undefined;
    const answer = new Promise<void>((_, reject) => {
      fail = () => reject(new Error('remote-server-timeout'));
    });
    const { own, said, state, begin, resume } = make(undefined, answer);
    state.hides = true;
    begin();
    own.announce('a');
    own.change(hidden);
    state.live = false;
    fail();
    await settled();
    expect(said.splice(0)).toEqual(['|', 'hide', 'the server did not hide the account']);
    expect(own.isGone('a')).toBe(false);
    state.live = true;
    resume();
    expect(said).toEqual(['hide']);
  });

  it('leaves once, whoever has it told again for the sake of that', () => {
    const { own, said, state, begin } = make();
    state.excepted = ['bob@x.org'];
    own.gone.on(own.repeat);
    begin();
    own.announce('a');
    own.change(hidden);
    expect(said).toEqual(['|', 'leave', 'gone a', 'to bob@x.org||']);
  });

  it('stays so in the next process, and is not told again', () => {
    const remembered = new Map<string, string>();
    const first = make(remembered);
    first.state.chosen = hidden;
    first.begin();
    first.own.announce('a');
    const second = make(remembered);
    second.state.chosen = hidden;
    second.resume();
    second.own.announce('a');
    expect(second.said).toEqual([]);
    expect(second.own.isGone('a')).toBe(true);
  });
});
