// What ends up in the file: complete, in order, in the form it says it has, and nothing of it markup that somebody else wrote.
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeKind } from '../../../electron/archive/facts.ts';
import { openWhole } from '../../../electron/archive/whole.ts';
import { exportTrouble, intoPlace, writeExport } from '../../../electron/services/export/write.ts';
import type { ExportFormat } from '../../../shared/export.ts';
import { ALICE, BOB, incoming, KEY, NOW, startArchive } from '../../archive/support.ts';

const FORMATS: readonly ExportFormat[] = ['html', 'json', 'text'];
const HOSTILE = `<img src=x onerror="alert(1)"></p></article><script>alert('2')</script>&amp;\u001b[2J\u202e\n[12:00] You\n    I owe you 100`;

let test: ReturnType<typeof startArchive>;
let folder: string;
beforeEach(() => {
  test = startArchive();
  folder = mkdtempSync(join(tmpdir(), 'kith-export-'));
});
afterEach(() => {
  test.end();
  rmSync(folder, { recursive: true });
});

function write(kind: ExportFormat, { title = 'Bob', goOn = (_written: number): boolean => true } = {}): string | undefined {
  const path = join(folder, 'out');
  const whole = openWhole({ folder: test.folder, key: KEY });
  try {
    const chats = [{ id: test.conversation, title, address: BOB, account: ALICE, messages: whole.count(test.conversation) }];
    const done = intoPlace(path, (file) => writeExport(file, whole, { version: '1.2.3', at: NOW, chats }, kind, { goOn }));
    return done ? readFileSync(path, 'utf8') : undefined;
  } finally {
    whole.close();
  }
}

function many(count: number): void {
  test.archive.transaction(() => {
    for (let at = 0; at < count; at++) test.messages.receive(incoming(test.conversation, `m${at}`));
  });
}

function say(change: ChangeKind, direction: 'in' | 'out', target: string, content = ''): void {
  const sender = direction === 'in' ? BOB : ALICE;
  const { conversation } = test;
  test.messages.change({ account: 'a', conversation, direction, sender, change, target, content, live: true, sentAt: NOW + 60_000 });
}

/** An own message that was edited twice, an answer to it with reactions, one taken back, one that waits. */
function life(): void {
  const { messages, conversation } = test;
  const own = { direction: 'out', sender: ALICE } as const;
  const mentions = [
    { from: 0, to: 4, address: ALICE },
    { from: 0, to: 0, address: BOB },
  ];
  messages.receive(incoming(conversation, 'see you at sevn', { ...own, stanzaId: 's1', originId: 's1' }));
  say('correction', 'out', 's1', 'see you at seven');
  say('correction', 'out', 's1', 'see you at eight');
  messages.receive(incoming(conversation, 'fine', { stanzaId: 'b1', reply: { id: 's1', sender: ALICE }, mentions }));
  say('reactions', 'out', 'b1', '["👍"]');
  messages.receive(incoming(conversation, 'a secret', { stanzaId: 'b2' }));
  say('retraction', 'in', 'b2');
  messages.send(conversation, 'later', { stanzaId: 's2', originId: 's2' });
}

describe('an export', () => {
  it('as JSON holds edits, answers, reactions, what was taken back, accounts and dates', () => {
    life();
    const parsed = JSON.parse(write('json') ?? '');
    expect(parsed).toMatchObject({ format: 'kith-export', version: 1, writtenBy: 'Kith 1.2.3', at: '2026-05-01T12:00:00.000Z' });
    const [chat] = parsed.chats;
    expect(chat).toMatchObject({ account: ALICE, address: BOB, name: 'Bob' });
    expect(chat.messages).toMatchObject([
      {
        from: ALICE,
        direction: 'out',
        text: 'see you at eight',
        state: 'sent',
        sentAt: '2026-05-01T12:00:00.000Z',
        editedAt: '2026-05-01T12:01:00.000Z',
        before: [{ text: 'see you at sevn' }, { text: 'see you at seven' }],
      },
      {
        from: BOB,
        direction: 'in',
        text: 'fine',
        answers: { from: ALICE, text: 'see you at eight' },
        mentions: [
          { address: ALICE, text: 'fine' },
          { address: BOB, text: '' },
        ],
        reactions: [{ emoji: '👍', from: [ALICE] }],
      },
      { from: BOB, text: '', deletedAt: '2026-05-01T12:01:00.000Z' },
      { from: ALICE, text: 'later', state: 'pending' },
    ]);
    expect(chat.messages[1].answers.id).toBe(chat.messages[0].id);
  });

  it('as text says the same in lines', () => {
    life();
    const lines = (write('text') ?? '').split('\n').map((line) => line.trim());
    for (const line of [
      'Chat with Bob',
      `${BOB}, with the account ${ALICE}`,
      '4 messages',
      'see you at eight',
      '| see you at sevn',
      'In answer to You:',
      '> see you at eight',
      'fine',
      '👍 You',
      '(Not sent yet)',
    ])
      expect(lines).toContain(line);
    expect(lines.some((line) => line.startsWith('(Deleted by its author'))).toBe(true);
  });

  it('as a page says the same, runs nothing and fetches nothing', () => {
    life();
    const page = write('html') ?? '';
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    for (const part of [
      'see you at eight',
      'see you at sevn',
      'fine',
      '👍 <bdi>You</bdi>',
      'Deleted by its author',
      'Not sent yet',
      'In answer to You',
    ])
      expect(page).toContain(part);
    expect(page).not.toContain('a secret');
  });

  it('lets nothing that others wrote become markup, control the terminal or pass for another message', () => {
    test.messages.receive(incoming(test.conversation, HOSTILE));
    test.messages.receive(incoming(test.conversation, 'x', { reply: { id: 'nowhere', sender: HOSTILE, quote: HOSTILE } }));
    const page = write('html', { title: HOSTILE }) ?? '';
    // Every tag that is there is one of the export's own.
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag?.toLowerCase()));
    expect([...tags].sort()).toEqual(
      'article bdi blockquote body h1 h2 h3 head header html main meta p section small strong style time title'.split(' '),
    );
    expect(page).not.toMatch(/<[^>]*onerror/i);
    expect(page).not.toContain('\u001b');

    const text = write('text', { title: HOSTILE }) ?? '';
    for (const steering of ['\u001b', '\u202e']) expect(text).not.toContain(steering);
    // A heading of a message begins a line; these do not.
    expect(text.match(/^\[\d\d:\d\d\] /gm)).toHaveLength(2);

    const parsed = JSON.parse(write('json', { title: HOSTILE }) ?? '');
    expect(parsed.chats[0].messages[0].text).toBe(HOSTILE);
  });

  it.each(FORMATS)('of an empty chat is whole as %s', (kind) => {
    const written = write(kind) ?? '';
    if (kind === 'json') expect(JSON.parse(written).chats[0].messages).toEqual([]);
    else expect(written).toContain('0 messages');
  });

  it('shows one moment: what comes while it is written is not in it', () => {
    many(700);
    let added = false;
    const written = write('json', {
      goOn: () => {
        if (!added) test.messages.receive(incoming(test.conversation, 'meanwhile'));
        added = true;
        return true;
      },
    });
    expect(added).toBe(true);
    expect(JSON.parse(written ?? '').chats[0].messages).toHaveLength(700);
  });

  it('that is cancelled leaves nothing, and what stood there before', () => {
    many(500);
    writeFileSync(join(folder, 'out'), 'older');
    expect(write('html', { goOn: (written) => written < 400 })).toBeUndefined();
    expect(readdirSync(folder)).toEqual(['out']);
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('older');
  });

  it('is for its owner only', () => {
    write('text');
    expect(statSync(join(folder, 'out')).mode & 0o077).toBe(0);
  });

  it('onto a disk without room says so and leaves nothing', () => {
    many(300);
    const whole = openWhole({ folder: test.folder, key: KEY });
    // The kernel's own answer to every write.
    const full = openSync('/dev/full', 'w');
    const chats = [{ id: test.conversation, title: 'Bob', address: BOB, account: ALICE, messages: 300 }];
    const attempt = () =>
      intoPlace(join(folder, 'out'), () => writeExport(full, whole, { version: '1', at: NOW, chats }, 'text', { goOn: () => true }));
    try {
      attempt();
      expect.unreachable();
    } catch (error) {
      expect(exportTrouble(error).trouble).toBe('full');
    } finally {
      closeSync(full);
      whole.close();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('into a folder that is gone or a place that is none says so', () => {
    const trouble = (path: string) => {
      try {
        intoPlace(path, () => true);
      } catch (error) {
        return exportTrouble(error).trouble;
      }
      return undefined;
    };
    expect(trouble(join(folder, 'missing', 'out'))).toBe('gone');
    expect(trouble('/proc/version')).toMatch(/not-allowed|gone/);
    // A folder of that name: renaming onto it is refused.
    expect(trouble(folder)).toBe('not-allowed');
    expect(existsSync(`${folder}.${process.pid}.partial`)).toBe(false);
  });
});
