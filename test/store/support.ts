// Rows to fill a store with, and a store over answers instead of a main process.
import { makeApi } from '../../renderer/api.ts';
import { makeStore } from '../../renderer/store/index.ts';
import type { Account } from '../../shared/account.ts';
import type { Availability, Contact } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import type { Calls, Events, Snapshot } from '../../shared/ipc.ts';
import type { Message } from '../../shared/message.ts';
import { packContacts } from '../../shared/packed-contacts.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

export const conversation = (id: string, activeAt: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  account: 'a',
  kind: 'direct',
  address: `${id}@example.org`,
  title: id,
  unread: 0,
  readUpTo: 0,
  draft: '',
  stranger: false,
  typing: false,
  pinned: false,
  mutedUntil: 0,
  archived: false,
  markedUnread: false,
  activeAt,
  ...more,
});
export const contact = (name: string, availability: Availability, more: Partial<Contact> = {}): Contact => ({
  id: `a ${name}@example.org`,
  account: 'a',
  address: `${name}@example.org`,
  name,
  listed: true,
  subscription: 'both',
  asked: false,
  request: false,
  groups: [],
  approved: false,
  presence: { availability },
  ...more,
});
export const message = (position: number, more: Partial<Message> = {}): Message => ({
  id: `m${position}`,
  conversation: 'bob',
  account: 'a',
  direction: 'in',
  sender: 'bob@example.org',
  sentAt: position,
  position,
  body: 'x',
  length: 1,
  state: 'received',
  ...more,
});
export const account = (connection: Account['connection']): Account => ({
  id: 'a',
  address: 'alice@example.org',
  colour: 0,
  place: 0,
  nickname: '',
  connection,
  stanzaBytes: 262_144,
});
const SNAPSHOT: Snapshot = {
  version: '1',
  platform: 'linux',
  engines: { electron: '1', chromium: '2', node: '3' },
  development: false,
  storage: { blocked: null, working: null, stalled: null, askUnprotected: false },
  settings: DEFAULT_SETTINGS,
  accounts: [account({ state: 'online', since: 1 })],
  conversations: [conversation('bob', 1)],
  contacts: packContacts([contact('bob', 'available')]),
  blocking: [],
  presence: { availability: 'away', status: 'lunch' },
  exported: null,
  tray: true,
};

type Answers = { [C in keyof Calls]?: (...args: Parameters<Calls[C]>) => unknown };

/** A store over answers instead of a main process; `asked` holds the calls it made. */
export function setUp(answers: Answers = {}) {
  const asked: (readonly [string, ...unknown[]])[] = [];
  const listeners: ((frame: string) => void)[] = [];
  const table = { 'app.snapshot': () => SNAPSHOT, 'messages.release': () => null, ...answers } as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const api = makeApi(() => ({
    async call(name, args) {
      asked.push([name, ...args]);
      try {
        return JSON.stringify({ ok: true, value: await table[name]?.(...args) });
      } catch (error) {
        return JSON.stringify({ ok: false, error });
      }
    },
    on(listener) {
      listeners.push(listener);
      return () => undefined;
    },
  }));
  const store = makeStore(api, () => 1000);
  const tell = <E extends keyof Events>(name: E, payload: Events[E]) => {
    for (const listener of listeners) listener(JSON.stringify([[name, payload]]));
  };
  return { api, store, tell, asked, state: () => store.getState() };
}
