// The composer's text: drafts, typing, and a send that neither loses nor doubles anything.
import { describe, expect, it } from 'vitest';
import { type KeptEdit, makeComposeSession } from '../../renderer/components/compose-session.ts';
import type { Mention } from '../../shared/mention.ts';
import type { Quote } from '../../shared/message.ts';

const named = (mentions: readonly Mention[]) => mentions.map(({ from, to, address }) => ` | ${from}-${to} ${address}`).join('');

function setUp(draft = '', draftReply: Quote | null = null, draftMentions: readonly Mention[] = [], kept: KeptEdit | null = null) {
  const edits: (KeptEdit | null)[] = [];
  const said: string[] = [];
  const timers = new Map<() => void, number>();
  const settle: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const session = makeComposeSession(
    { text: draft, reply: draftReply, mentions: draftMentions },
    {
      send: (text, replyTo, mentions) => {
        said.push(`send ${text}${replyTo === null ? '' : ` in answer to ${replyTo}`}${named(mentions)}`);
        return new Promise<void>((resolve, reject) => {
          settle.push({ resolve, reject });
        });
      },
      correct: (message, text, mentions) => {
        said.push(`correct ${message} ${text}${named(mentions)}`);
        return new Promise<void>((resolve, reject) => {
          settle.push({ resolve, reject });
        });
      },
      saveDraft: (text, replyTo, mentions) =>
        said.push(`draft ${text}${replyTo === null ? '' : ` in answer to ${replyTo}`}${named(mentions)}`),
      keepEdit: (edit) => edits.push(edit),
      setTyping: (typing) => said.push(`typing ${typing}`),
      changed: () => undefined,
      after(ms, run) {
        timers.set(run, ms);
        return () => {
          timers.delete(run);
        };
      },
    },
    kept,
  );
  const pass = (ms: number) => {
    for (const [run, left] of [...timers]) {
      timers.delete(run);
      if (left <= ms) run();
      else timers.set(run, left - ms);
    }
  };
  return { session, said, pass, settle, edits };
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
    expect(said).toEqual(['typing composing']);
    pass(200);
    expect(said).toEqual(['typing composing', 'draft hello world']);
    session.pause();
    expect(said).toEqual(['typing composing', 'draft hello world', 'typing inactive']);
  });

  it('says that typing rests after five idle seconds, and ends when the text is gone', () => {
    const { session, said, pass } = setUp();
    session.input('a');
    pass(5000);
    expect(said.filter((line) => line.startsWith('typing'))).toEqual(['typing composing', 'typing paused']);
    session.input('ab');
    session.input('');
    expect(said.filter((line) => line.startsWith('typing'))).toEqual([
      'typing composing',
      'typing paused',
      'typing composing',
      'typing active',
    ]);
  });

  it('ends with the message that tells it, unless that is not taken', async () => {
    const { session, said, settle } = setUp();
    const typing = () => said.filter((line) => line.startsWith('typing'));
    session.input('hello');
    const first = session.submit(10_000);
    session.input('and');
    expect(typing()).toEqual(['typing composing', 'typing composing']);
    settle[0]?.resolve();
    await first;
    const second = session.submit(10_000);
    settle[1]?.reject(new Error('no room'));
    await second;
    session.pause();
    expect(typing()).toEqual(['typing composing', 'typing composing', 'typing inactive']);
  });

  const sent = (said: readonly string[]) => said.filter((line) => line.startsWith('send'));
  const drafts = (said: readonly string[]) => said.filter((line) => line.startsWith('draft'));

  it('clears the box at once; what is written meanwhile is the next message, after this one', async () => {
    const { session, said, settle } = setUp('hi');
    const first = session.submit(10_000);
    expect(session.text()).toBe('');
    await session.submit(10_000);
    session.input('there');
    const second = session.submit(10_000);
    expect([session.text(), sent(said)]).toEqual(['', ['send hi']]);
    settle[0]?.resolve();
    await second;
    expect(sent(said)).toEqual(['send hi', 'send there']);
    settle[1]?.resolve();
    await first;
    expect([session.text(), session.sending(), drafts(said)]).toEqual(['', false, []]);
  });

  it('has the text back when sending fails, and can try again', async () => {
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
    expect(sent(said)).toEqual(['send hi', 'send hi']);
  });

  it('has all that did not get through back, in front of what was typed since, and keeps it as the draft', async () => {
    const { session, said, settle } = setUp('one');
    const all = [session.submit(10_000)];
    for (const text of ['two', 'three']) {
      session.input(text);
      all.push(session.submit(10_000));
    }
    session.input('fou');
    settle[0]?.resolve();
    await all[1];
    settle[1]?.reject(new Error('disk'));
    await Promise.all(all);
    expect([session.text(), session.failed(), sent(said)]).toEqual(['two\nthree\nfou', true, ['send one', 'send two']]);
    expect(drafts(said)).toEqual(['draft two\nthree\nfou']);
  });

  it('saves what was typed during the flight when the flight is over', async () => {
    const { session, said, settle, pass } = setUp('one');
    const first = session.submit(10_000);
    session.input('two');
    pass(300);
    session.pause();
    expect(drafts(said)).toEqual([]);
    settle[0]?.resolve();
    await first;
    expect(session.text()).toBe('two');
    expect(said.at(-1)).toBe('draft two');
  });

  it('sends neither nothing nor too much', async () => {
    const { session, said } = setUp('  \n ');
    await session.submit(10_000);
    session.input('x'.repeat(9_001));
    await session.submit(10_000);
    expect(said.filter((line) => line.startsWith('send'))).toEqual([]);
  });

  it('keeps what a draft answers, and sends it along once', async () => {
    const quote: Quote = { message: '7', position: 1, sender: 'bob@example.org', text: 'shall we?' };
    const { session, said, settle } = setUp('yes', quote);
    expect(session.replyTo()).toBe(quote);
    session.reply({ ...quote, message: '8' });
    expect(said).toEqual(['draft yes in answer to 8']);
    const sending = session.submit(10_000);
    settle[0]?.resolve();
    await sending;
    expect(session.replyTo()).toBeNull();
    expect(said).toEqual(['draft yes in answer to 8', 'send yes in answer to 8']);
  });

  it('puts the draft aside while a message is edited, and takes it up again', async () => {
    const { session, said, settle } = setUp('half a thought', { message: '7', text: 'what?' });
    session.edit({ id: '9', body: 'helo' });
    expect([session.text(), session.replyTo()]).toEqual(['helo', null]);
    session.input('hello');
    session.pause();
    // The draft is stored as it was, not the text that is edited.
    expect(said.filter((line) => line.startsWith('draft'))).toEqual([]);
    session.edit(null);
    expect([session.text(), session.replyTo()?.message]).toEqual(['half a thought', '7']);
    session.edit({ id: '9', body: 'helo' });
    session.input('hello');
    const saving = session.submit(10_000);
    settle[0]?.resolve();
    await saving;
    expect(said.filter((line) => !line.startsWith('typing'))).toEqual(['correct 9 hello']);
    expect([session.text(), session.editing(), session.replyTo()?.message]).toEqual(['half a thought', null, '7']);
  });

  it('an edit that could not be stored is in the box again; what was typed since waits', async () => {
    const { session, settle } = setUp();
    session.edit({ id: '9', body: 'helo' });
    session.input('hello');
    const saving = session.submit(10_000);
    session.input('next');
    settle[0]?.reject(new Error('full'));
    await saving;
    expect([session.text(), session.editing()?.id, session.failed()]).toEqual(['hello', '9', true]);
    session.edit(null);
    expect(session.text()).toBe('next');
  });

  it('an edit that changes nothing says nothing', async () => {
    const { session, said } = setUp();
    session.edit({ id: '9', body: 'hello' });
    await session.submit(10_000);
    expect([session.editing(), said]).toEqual([null, []]);
  });
});

describe('mentions', () => {
  const ANNA: Mention = { from: 3, to: 8, address: 'anna@kith.test' };

  it('are those of the draft, go with the text, and are sent with it', async () => {
    const { session, said, settle } = setUp('hi @Anna ', null, [ANNA]);
    session.pause();
    expect(said).toEqual([]);
    session.input('oh hi @Anna ', 3);
    session.pause();
    expect(said).toContain('draft oh hi @Anna  | 6-11 anna@kith.test');
    const sending = session.submit(10_000);
    settle[0]?.resolve();
    await sending;
    expect(said).toContain('send oh hi @Anna | 6-11 anna@kith.test');
    session.input('oh hi @Anna ');
    void session.submit(10_000);
    expect(said).toContain('send oh hi @Anna');
  });

  it('are kept of a message that is edited; the draft has its own again afterwards', async () => {
    const { session, said, settle } = setUp('hi @Anna ', null, [ANNA]);
    const message = { id: '7', body: '@Anna hello', mentions: [{ ...ANNA, from: 0, to: 5 }] };
    session.edit(message);
    expect(session.mentions()).toEqual(message.mentions);
    await session.submit(10_000);
    expect(said.filter((line) => line.startsWith('correct'))).toEqual([]);
    session.edit(message);
    session.input('@Anna hello!');
    const sending = session.submit(10_000);
    settle[0]?.resolve();
    await sending;
    expect(said).toContain('correct 7 @Anna hello! | 0-5 anna@kith.test');
    expect(session.mentions()).toEqual([ANNA]);
    // Another of the same name is another message.
    session.edit(message);
    session.input(' hello', 0);
    session.input('@Anna hello', 5);
    session.mention({ from: 0, to: 5, address: 'other@kith.test' });
    void session.submit(10_000);
    expect(said).toContain('correct 7 @Anna hello | 0-5 other@kith.test');
  });

  it('come back with what could not be sent', async () => {
    const { session, settle } = setUp('hi @Anna', null, [ANNA]);
    const sending = session.submit(10_000);
    session.input('@Anna');
    session.mention({ ...ANNA, from: 0, to: 5 });
    settle[0]?.reject(new Error('full'));
    await sending;
    expect(session.text()).toBe('hi @Anna\n@Anna');
    expect(session.mentions().map(({ from, to }) => session.text().slice(from, to))).toEqual(['@Anna', '@Anna']);
  });

  it('an edit that is not done with is there again, with the draft behind it', async () => {
    const { session, edits } = setUp('a draft');
    session.edit({ id: '7', body: 'helo' });
    session.pause();
    expect(edits).toEqual([null]);
    session.input('hello');
    session.pause();
    const [, kept = null] = edits;
    expect(kept).toMatchObject({ message: { id: '7' }, text: 'hello' });

    const again = setUp('a draft', null, [], kept);
    expect([again.session.editing()?.id, again.session.text()]).toEqual(['7', 'hello']);
    const done = again.session.submit(10_000);
    expect(again.session.text()).toBe('a draft');
    again.settle[0]?.resolve();
    await done;
    expect(again.said).toContain('correct 7 hello');
    expect(again.edits.at(-1)).toBeNull();
  });
});
