// The composer's text: drafts, typing, and a send that neither loses nor doubles anything.
import { describe, expect, it } from 'vitest';
import { makeComposeSession } from '../../renderer/components/compose-session.ts';

function setUp(draft = '') {
  const said: string[] = [];
  const timers = new Map<() => void, number>();
  const settle: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const session = makeComposeSession(draft, {
    send: (text) => {
      said.push(`send ${text}`);
      return new Promise<void>((resolve, reject) => {
        settle.push({ resolve, reject });
      });
    },
    saveDraft: (text) => said.push(`draft ${text}`),
    setTyping: (typing) => said.push(`typing ${typing}`),
    changed: () => undefined,
    after(ms, run) {
      timers.set(run, ms);
      return () => {
        timers.delete(run);
      };
    },
  });
  const pass = (ms: number) => {
    for (const [run, left] of [...timers]) {
      timers.delete(run);
      if (left <= ms) run();
      else timers.set(run, left - ms);
    }
  };
  return { session, said, pass, settle };
}

describe('compose session', () => {
  it('saves the draft after a pause, and only what changed', () => {
    const { session, said, pass } = setUp('hello');
    session.pause();
    expect(said).toEqual([]);
    session.input('hello w');
    pass(200);
    session.input('hello world');
    pass(200);
    expect(said).toEqual(['typing true']);
    pass(200);
    expect(said).toEqual(['typing true', 'draft hello world']);
    session.pause();
    expect(said).toEqual(['typing true', 'draft hello world', 'typing false']);
  });

  it('takes typing back after five idle seconds and when the text is gone', () => {
    const { session, said, pass } = setUp();
    session.input('a');
    pass(5000);
    expect(said.filter((line) => line.startsWith('typing'))).toEqual(['typing true', 'typing false']);
    session.input('ab');
    session.input('');
    expect(said.filter((line) => line.startsWith('typing'))).toEqual(['typing true', 'typing false', 'typing true', 'typing false']);
  });

  it('sends once while a send is on its way, and clears only then', async () => {
    const { session, said, settle } = setUp('hi');
    const first = session.submit(10_000);
    await session.submit(10_000);
    expect(session.text()).toBe('hi');
    settle[0]?.resolve();
    await first;
    expect(said.filter((line) => line.startsWith('send'))).toEqual(['send hi']);
    expect(session.text()).toBe('');
    expect(said.filter((line) => line.startsWith('draft'))).toEqual([]);
  });

  it('keeps the text when sending fails, and can try again', async () => {
    const { session, said, settle } = setUp('hi');
    const first = session.submit(10_000);
    settle[0]?.reject(new Error('disk'));
    await first;
    expect(session.text()).toBe('hi');
    expect(session.failed()).toBe(true);
    const second = session.submit(10_000);
    expect(session.failed()).toBe(false);
    settle[1]?.resolve();
    await second;
    expect(said.filter((line) => line.startsWith('send'))).toEqual(['send hi', 'send hi']);
  });

  it('keeps what was typed during the flight, and saves it when the flight is over', async () => {
    const { session, said, settle, pass } = setUp('one');
    const first = session.submit(10_000);
    session.input('one two');
    pass(300);
    session.pause();
    expect(said.filter((line) => line.startsWith('draft'))).toEqual([]);
    settle[0]?.resolve();
    await first;
    expect(session.text()).toBe(' two');
    expect(said.at(-1)).toBe('draft  two');
  });

  it('keeps everything when the text was rewritten during the flight', async () => {
    const { session, settle } = setUp('one');
    const first = session.submit(10_000);
    session.input('two');
    settle[0]?.resolve();
    await first;
    expect(session.text()).toBe('two');
  });

  it('sends neither nothing nor too much', async () => {
    const { session, said } = setUp('  \n ');
    await session.submit(10_000);
    session.input('x'.repeat(9_001));
    await session.submit(10_000);
    expect(said.filter((line) => line.startsWith('send'))).toEqual([]);
  });
});
