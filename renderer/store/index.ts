// One store from slices, and the table from events to slice changes: an event without a line here does not compile.
import { create } from 'zustand';
import type { Events } from '../../shared/ipc.ts';
import { type Api, api } from '../api.ts';
import { type AccountsSlice, accountsSlice, troubles } from './accounts.ts';
import { type ContactsSlice, contactsSlice } from './contacts.ts';
import { type ConversationsSlice, conversationsSlice } from './conversations.ts';
import { type MessagesSlice, messagesSlice } from './messages.ts';
import { type NavigationSlice, navigationSlice } from './navigation.ts';
import { type SettingsSlice, settingsSlice } from './settings.ts';
import { byId } from './slice.ts';
import { type StorageSlice, storageSlice } from './storage.ts';

interface AppSlice {
  /** False until the first snapshot has arrived. */
  readonly ready: boolean;
  readonly version: string;
  readonly platform: string;
  /** Listens for events, then reads the snapshot; the returned function stops listening. */
  start(): Promise<() => void>;
  /** Reads everything again: the archive was opened, set aside or replaced. */
  reload(): Promise<void>;
}

type Store = AppSlice & AccountsSlice & ConversationsSlice & MessagesSlice & ContactsSlice & SettingsSlice & NavigationSlice & StorageSlice;

export function makeStore(api: Api, now: () => number = Date.now) {
  return create<Store>()((set, get) => {
    const access = { set, get };
    const changes: { readonly [E in keyof Events]: (payload: Events[E]) => void } = {
      'account.changed': (rows) => get().accountsChanged(rows),
      'conversation.changed': (rows) => get().conversationsChanged(rows),
      'contact.changed': (rows) => get().contactsChanged(rows),
      'contact.removed': (rows) => get().contactsRemoved(rows.map((row) => row.id)),
      'message.changed': (rows) => get().messagesChanged(rows),
      'message.removed': (rows) => get().messagesRemoved(rows),
      'settings.changed': (rows) => rows.slice(-1).forEach(get().settingsChanged),
      'storage.changed': (rows) => rows.slice(-1).forEach(get().storageChanged),
      'app.reset': () => void get().reload().catch(get().report),
      'conversation.requested': (rows) => {
        for (const { id } of rows.slice(-1)) set({ section: 'chats', search: '', open: id, dialog: null });
      },
    };
    return {
      ready: false,
      version: '',
      platform: '',
      async start() {
        const stop = api.on((name, payload) => changes[name](payload));
        await get().reload();
        return stop;
      },
      async reload() {
        const snapshot = await api.call('app.snapshot');
        set((state) => ({
          ready: true,
          version: snapshot.version,
          platform: snapshot.platform,
          accounts: byId(snapshot.accounts),
          troubledSince: troubles({}, snapshot.accounts, now()),
          conversations: byId(snapshot.conversations),
          contacts: byId(snapshot.contacts),
          loaded: {},
          recent: [],
          bodies: {},
          open: snapshot.conversations.some((row) => row.id === state.open) ? state.open : null,
        }));
        get().settingsChanged(snapshot.settings);
        get().storageChanged(snapshot.storage);
      },
      ...accountsSlice(access, api, now),
      ...conversationsSlice(access, api),
      ...messagesSlice(access, api),
      ...contactsSlice(access, api),
      ...settingsSlice(access, api),
      ...navigationSlice(access, api),
      ...storageSlice(access, api),
    };
  });
}

export const useStore = makeStore(api);
