// Somebody who appears offline: who is told what, without a server.
import { describe, expect, it } from 'vitest';
import type { OwnPresence } from '../../shared/contact.ts';
import { makePresence, settled } from './own-presence.ts';

describe('somebody who appears offline', () => {
  const hidden: OwnPresence = { availability: 'hidden', status: '' };
  const shown: OwnPresence = { availability: 'available', status: '' };

  it('leaves where the server cannot hide, but for those who are excepted, and comes back', () => {
    const { own, said, state, begin } = makePresence();
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
    const { own, said, state, begin } = makePresence();
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
    const { own, said, state, begin } = makePresence();
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
    const { own, said, state, begin, resume } = makePresence();
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
    const { own, said, state, begin, resume } = makePresence(undefined, answer);
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
    const { own, said, state, begin } = makePresence();
    state.excepted = ['bob@x.org'];
    own.gone.on(own.repeat);
    begin();
    own.announce('a');
    own.change(hidden);
    expect(said).toEqual(['|', 'leave', 'gone a', 'to bob@x.org||']);
  });

  it('stays so in the next process, and is not told again', () => {
    const remembered = new Map<string, string>();
    const first = makePresence(remembered);
    first.state.chosen = hidden;
    first.begin();
    first.own.announce('a');
    const second = makePresence(remembered);
    second.state.chosen = hidden;
    second.resume();
    second.own.announce('a');
    expect(second.said).toEqual([]);
    expect(second.own.isGone('a')).toBe(true);
  });
});
