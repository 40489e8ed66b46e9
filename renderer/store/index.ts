// One store from slices, and the table from events to slice changes: an event without a line here does not compile.
import { create } from 'zustand';
import type { ConversationId } from '../../shared/conversation.ts';
import type { Engines, Events } from '../../shared/ipc.ts';
import { unpackContacts } from '../../shared/packed-contacts.ts';
import { type Api, api } from '../api.ts';
import { type AccountsSlice, accountsSlice, troubles } from './accounts.ts';
import { type BlockingSlice, blockingSlice } from './blocking.ts';
import { askersAfter, type ContactsSlice, contactsSlice } from './contacts.ts';
import { type ConversationsSlice, conversationsSlice } from './conversations.ts';
import { type ExportSlice, exportSlice } from './exported.ts';
import { type HistorySlice, historySlice } from './history.ts';
import { type MessagesSlice, messagesSlice } from './messages.ts';
import { type NavigationSlice, navigationSlice } from './navigation.ts';
import { type PresenceSlice, presenceSlice } from './presence.ts';
import { type ProfilesSlice, profilesSlice } from './profiles.ts';
import { NOTHING_FOUND, type SearchSlice, searchSlice } from './search.ts';
import { type SettingsSlice, settingsSlice } from './settings.ts';
import { byId, ofAccounts, withEntries } from './slice.ts';
import { type StorageSlice, storageSlice } from './storage.ts';

interface AppSlice {
  /** False until the first snapshot has arrived. */
  readonly ready: boolean;
  readonly version: string;
  readonly platform: string;
  readonly engines: Engines;
  readonly development: boolean;
  /** There is a tray to close into. */
  readonly tray: boolean;
  /** Reads the snapshot, then listens for events; the returned function stops listening. */
  start(): Promise<() => void>;
  /** Reads everything again: the archive was opened, set aside or replaced. */
  reload(): Promise<void>;
}

type Store = AppSlice &
  AccountsSlice &
  ConversationsSlice &
  MessagesSlice &
  ExportSlice &
  HistorySlice &
  SearchSlice &
  ContactsSlice &
  BlockingSlice &
  PresenceSlice &
  ProfilesSlice &
  SettingsSlice &
  NavigationSlice &
  StorageSlice;

export function makeStore(api: Api, now: () => number = Date.now) {
  return create<Store>()((set, get) => {
    const access = { set, get };
    const requested = ({ id, message, position }: Events['conversation.requested'][number]) => {
      const target = position === undefined ? null : { conversation: id, position, message };
      set({ section: 'chats', search: '', dialog: null, question: null, target });
      get().show(id);
    };
    /** What is gone here closes everything that stands on it. */
    const forget = (ids: readonly ConversationId[]) => {
      get().conversationsRemoved(ids);
      get().messagesForgotten(ids);
      const { open, question } = get();
      if (open !== null && ids.includes(open)) set({ open: null, target: null, details: false });
      if (question !== null && 'conversation' in question && question.conversation !== null && ids.includes(question.conversation))
        set({ question: null });
      if (question !== null && 'message' in question && ids.includes(question.message.conversation)) set({ question: null });
    };
    const removeAccounts = (ids: ReadonlySet<string>) => {
      forget(ofAccounts(Object.values(get().conversations), ids));
      get().contactsRemoved(ofAccounts(get().contacts.values(), ids));
      get().blockingRemoved([...ids]);
      get().accountsRemoved([...ids]);
      const { question, signingIn, onlyAccount } = get();
      if (question !== null && 'account' in question && ids.has(question.account ?? '')) set({ question: null });
      if (ids.has(signingIn?.account ?? '')) set({ signingIn: null });
      if (ids.has(onlyAccount ?? '')) set({ onlyAccount: null });
      // Without an account there is only the sign-in screen.
      if (Object.keys(get().accounts).length === 0) set({ dialog: null, question: null, section: 'chats', search: '', signingIn: null });
    };
    const changes: { readonly [E in keyof Events]: (payload: Events[E]) => void } = {
      'account.changed': (rows) => get().accountsChanged(rows),
      'conversation.changed': (rows) => get().conversationsChanged(rows),
      'contact.changed': (rows) => get().contactsChanged(rows),
      'contact.removed': (rows) => get().contactsRemoved(rows.map((row) => row.id)),
      'blocking.changed': (rows) => get().blockingChanged(rows),
      'message.changed': (rows) => get().messagesChanged(rows),
      'message.removed': (rows) => get().messagesRemoved(rows),
      'messages.moved': (rows) => rows.forEach(({ id }) => void get().messagesMoved(id).catch(get().report)),
      'history.changed': (rows) => get().historyChanged(rows),
      'message.refused': (rows) => {
        for (const refusal of rows) get().note({ kind: 'refused', refusal });
      },
      'export.changed': (rows) => {
        for (const state of rows) {
          get().exportChanged(state);
          if (get().question?.kind !== 'export' && (state.state === 'done' || state.state === 'failed'))
            get().note({ kind: 'exported', state });
        }
      },
      'settings.changed': (rows) => rows.slice(-1).forEach(get().settingsChanged),
      'storage.changed': (rows) => rows.slice(-1).forEach(get().storageChanged),
      'app.reset': () => void get().reload().catch(get().report),
      'conversation.requested': (rows) => rows.slice(-1).forEach(requested),
      'conversation.removed': (rows) => forget(rows.map((row) => row.id)),
      'account.removed': (rows) => removeAccounts(new Set(rows.map((row) => row.id))),
      'presence.changed': (rows) => rows.slice(-1).forEach(get().presenceChanged),
      'command.requested': (rows) => {
        for (const { id } of rows) {
          if (id === 'search') get().startSearch();
          else {
            get().showDialog(id);
            set({ question: null });
          }
        }
      },
      'link.proposed': (rows) => {
        for (const { link, account } of rows) set({ dialog: null, question: { kind: 'link', link, account } });
      },
      'sound.requested': () => set((state) => ({ chimes: state.chimes + 1 })),
      'tray.hinted': () => get().note('tray'),
      'tray.changed': (rows) => {
        for (const { present } of rows) set({ tray: present });
      },
    };
    return {
      ready: false,
      version: '',
      platform: '',
      engines: { electron: '', chromium: '', node: '' },
      development: false,
      tray: false,
      async start() {
        const read = get().reload();
        // Only then: the bridge kept what came meanwhile, and what is older than the snapshot changes nothing in it.
        await read.catch(() => undefined);
        const stop = api.on((name, payload) => changes[name](payload));
        await read;
        return stop;
      },
      async reload() {
        const snapshot = await api.call('app.snapshot');
        const contacts = unpackContacts(snapshot.contacts);
        set((state) => ({
          ready: true,
          version: snapshot.version,
          platform: snapshot.platform,
          engines: snapshot.engines,
          development: snapshot.development,
          tray: snapshot.tray,
          accounts: byId(snapshot.accounts),
          troubles: troubles({}, snapshot.accounts, now()),
          conversations: byId(snapshot.conversations),
          contacts: withEntries(new Map(), contacts),
          askers: askersAfter({}, contacts),
          blocking: byId(snapshot.blocking),
          loaded: {},
          recent: [],
          bodies: {},
          history: {},
          foundMessages: NOTHING_FOUND,
          findingIn: null,
          target: null,
          onlyAccount: snapshot.accounts.some(({ id }) => id === state.onlyAccount) ? state.onlyAccount : null,
          open: snapshot.conversations.some((row) => row.id === state.open) ? state.open : null,
        }));
        get().settingsChanged(snapshot.settings);
        get().storageChanged(snapshot.storage);
        get().exportChanged(snapshot.exported);
        get().presenceChanged(snapshot.presence);
      },
      ...accountsSlice(access, api, now),
      ...conversationsSlice(access, api),
      ...messagesSlice(access, api),
      ...exportSlice(access, api),
      ...historySlice(access, api),
      ...searchSlice(access, api),
      ...contactsSlice(access, api),
      ...blockingSlice(access, api),
      ...presenceSlice(access, api),
      ...profilesSlice(api),
      ...settingsSlice(access, api),
      ...navigationSlice(access, api),
      ...storageSlice(access, api),
    };
  });
}

export const useStore = makeStore(api);
