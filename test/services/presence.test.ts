// Own presence, without a server: what is said, when, and when not.
import { describe, expect, it } from 'vitest';
import { factOf } from '../../electron/services/own-presence.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import { makePresence, settled } from './own-presence.ts';

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
    const { own, said, begin } = makePresence();
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
    const { own, said, state, begin, resume } = makePresence();
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
    const first = makePresence(remembered);
    first.begin();
    first.own.announce('a');
    const second = makePresence(remembered);
    second.resume();
    second.own.announce('a');
    second.resume();
    expect(second.said).toEqual(['|']);
    second.own.change({ availability: 'busy', status: '' });
    expect(second.said).toEqual(['|', 'dnd|']);
    // A newer Kith can do something else: the server must not go on telling what the older one could.
    const third = makePresence(remembered);
    third.state.can = ['two'];
    third.own.change({ availability: 'busy', status: '' });
    third.resume();
    third.own.announce('a');
    expect(third.said).toEqual(['dnd|']);
  });

  it('is hidden once more by the next process, and shown where the person wants that by now', async () => {
    const remembered = new Map<string, string>();
    const hidden = (chosen: OwnPresence['availability']) => {
      const made = makePresence(remembered);
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
    const { own, said, state, begin } = makePresence();
    begin();
    own.announce('a');
    own.setIdle(Date.UTC(2026, 4, 1));
    own.setIdle(Date.UTC(2026, 4, 1));
    own.setIdle(undefined);
    expect(said).toEqual(['|', 'away||<idle xmlns="urn:xmpp:idle:1" since="2026-05-01T00:00:00.000Z"/>', '|']);
    expect(state.chosen.availability).toBe('available');
  });

  it('keeps what was written to one line that XML can carry, and tells who listens', () => {
    const { own, state } = makePresence();
    const heard: OwnPresence[] = [];
    own.changed.on((presence) => heard.push(presence));
    expect(own.change({ availability: 'away', status: ` on\u0001\n  the train ${'x'.repeat(300)}` }).status).toHaveLength(200);
    expect(state.chosen.status.startsWith('on the train x')).toBe(true);
    expect(heard).toEqual([state.chosen]);
  });

  it('says nothing for an account that was signed out', () => {
    const { own, said, begin } = makePresence();
    begin();
    own.announce('a');
    own.forget('a');
    own.change({ availability: 'busy', status: '' });
    expect(said).toEqual(['|']);
  });
});
