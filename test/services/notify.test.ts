// The decision table of notifications: who rings, who does not, and why.
import { describe, expect, it } from 'vitest';
import { decide, type Question, type Silence } from '../../electron/services/notify.ts';
import { type Conversation, MUTED_ALWAYS } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';

const NOW = Date.UTC(2026, 4, 1, 12);
const DAY = 86_400_000;

const message: Message = {
  id: '7',
  conversation: '1',
  account: 'a',
  direction: 'in',
  sender: 'bob@example.org',
  sentAt: NOW,
  position: 20,
  body: 'hello there',
  length: 11,
  state: 'received',
};
const conversation: Conversation = {
  id: '1',
  account: 'a',
  kind: 'direct',
  address: 'bob@example.org',
  title: 'Bob',
  unread: 1,
  readUpTo: 10,
  draft: '',
  stranger: false,
  typing: false,
  pinned: false,
  mutedUntil: 0,
  archived: false,
  markedUnread: false,
  activeAt: NOW,
};
const question: Question = {
  message,
  conversation,
  settings: { notifications: true, notificationDetail: 'text', sounds: true },
  shown: null,
  focused: false,
  ownAvailability: 'available',
  now: NOW,
  catchingUp: false,
};
const settings = (more: Partial<Question['settings']>): Partial<Question> => ({ settings: { ...question.settings, ...more } });
const chat = (more: Partial<Conversation>): Partial<Question> => ({ conversation: { ...conversation, ...more } });
const said = (more: Partial<Message>): Partial<Question> => ({ message: { ...message, ...more } });

describe('silence', () => {
  it.each<[Silence, Partial<Question>]>([
    ['own', said({ direction: 'out' })],
    ['read', chat({ readUpTo: 20 })],
    ['shown', { shown: '1', focused: true }],
    ['off', settings({ notifications: false })],
    ['muted', chat({ mutedUntil: NOW + 1 })],
    ['muted', chat({ mutedUntil: MUTED_ALWAYS, archived: true })],
    ['busy', { ownAvailability: 'busy' }],
    ['request', chat({ stranger: true, request: true })],
    ['history', { catchingUp: true, ...said({ sentAt: NOW - DAY - 1 }) }],
  ])('%s: %j', (why, more) => {
    expect(decide({ ...question, ...more })).toEqual({ notify: false, why });
  });
});

describe('ringing', () => {
  it.each<[string, Partial<Question>]>([
    ['another chat is open', { shown: '2', focused: true }],
    ['the chat is open behind another window', { shown: '1', focused: false }],
    ['a mute that is over', chat({ mutedUntil: NOW })],
    ['the person is away', { ownAvailability: 'away' }],
    ['a chat that was put away', chat({ archived: true })],
    ['a message that took a day to arrive, while we were here', said({ sentAt: NOW - 2 * DAY })],
  ])('%s', (_, more) => {
    expect(decide({ ...question, ...more })).toMatchObject({ notify: true, title: 'Bob', body: 'hello there', sound: true });
  });

  it('tells as much as the person allows', () => {
    const shown = (notificationDetail: Question['settings']['notificationDetail']) =>
      decide({ ...question, ...settings({ notificationDetail }) });
    expect(shown('text')).toEqual({ notify: true, sound: true, detail: 'text', title: 'Bob', body: 'hello there' });
    expect(shown('sender')).toEqual({ notify: true, sound: true, detail: 'sender', title: 'Bob' });
    expect(shown('nothing')).toEqual({ notify: true, sound: true, detail: 'nothing' });
  });

  it('is silent on wish, and after a long absence', () => {
    expect(decide({ ...question, ...settings({ sounds: false }) })).toMatchObject({ notify: true, sound: false });
    const late = said({ sentAt: NOW - 3_600_000 });
    expect(decide({ ...question, ...late, catchingUp: true })).toMatchObject({ notify: true, sound: false });
    expect(decide({ ...question, catchingUp: true })).toMatchObject({ notify: true, sound: true });
  });
});

describe('what is shown', () => {
  const body = (text: string) => {
    const decision = decide({ ...question, ...said({ body: text }) });
    return decision.notify ? decision.body : undefined;
  };

  it('is one line of visible characters', () => {
    expect(body('one\n\ttwo \u0007three')).toBe('one two three');
    expect(body('invoice\u202Egnp.exe')).toBe('invoicegnp.exe');
    expect(decide({ ...question, ...chat({ title: '\u2066Bob\u2069\n' }) })).toMatchObject({ title: 'Bob' });
  });

  it('is cut between characters, never inside one', () => {
    const family = '👩‍👩‍👧';
    const cut = body(family.repeat(100)) ?? '';
    expect(cut.length).toBeLessThanOrEqual(240);
    expect(cut.replaceAll(family, '')).toBe('…');
    expect(body('x'.repeat(240))).toHaveLength(240);
  });
});

it('an action names who acts', () => {
  expect(decide({ ...question, ...said({ body: '/me waves' }) })).toMatchObject({ notify: true, body: '* Bob waves' });
});
