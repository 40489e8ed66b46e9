// Where the person is: section, open conversation, dialog, what they search for; what they are asked; and the toasts.
import type { CertificateTrouble } from '../../shared/certificate.ts';
import type { ConversationId } from '../../shared/conversation.ts';
import { type AppError, AppFailure } from '../../shared/errors.ts';
import type { ExportState } from '../../shared/export.ts';
import type { Licence } from '../../shared/ipc.ts';
import type { XmppLink } from '../../shared/links.ts';
import { type Mention, xmppUri } from '../../shared/mention.ts';
import type { Message, MessageId, Refusal } from '../../shared/message.ts';
import type { Api } from '../api.ts';
import type { ContactsSlice } from './contacts.ts';
import type { ConversationsSlice } from './conversations.ts';
import { type SliceAccess, withoutRows } from './slice.ts';

export type Section = 'chats' | 'unread' | 'groups' | 'contacts' | 'archived' | 'requests';
type OpenDialog = 'new-chat' | 'add-contact' | 'settings' | 'shortcuts' | null;
export type SettingsSection = 'appearance' | 'notifications' | 'chats' | 'general' | 'account' | 'about';
export type Question =
  | { readonly kind: 'delete-chat'; readonly conversation: ConversationId }
  /** null: every chat. */
  | { readonly kind: 'export'; readonly conversation: ConversationId | null }
  | { readonly kind: 'edit-contact' | 'remove-contact'; readonly account: string; readonly address: string }
  | { readonly kind: 'own-picture' | 'own-profile'; readonly account: string }
  | { readonly kind: 'rename-group'; readonly account: string; readonly group: string }
  | { readonly kind: 'block'; readonly account: string; readonly address: string; readonly report: boolean }
  | { readonly kind: 'decline-requests' }
  | { readonly kind: 'open-link'; readonly url: string }
  /** What a link proposes, and the account it may be about. */
  | { readonly kind: 'link'; readonly link: XmppLink; readonly account: string | null }
  | { readonly kind: 'certificate'; readonly account: string; readonly trouble: CertificateTrouble }
  | { readonly kind: 'delete-message' | 'forward' | 'message-details'; readonly message: Message };
interface KeptEdit {
  readonly message: Pick<Message, 'id' | 'body' | 'mentions'>;
  readonly text: string;
  readonly mentions: readonly Mention[];
}

/** What the composer of a conversation is asked to do with a message. */
export interface Composing {
  readonly conversation: ConversationId;
  readonly kind: 'reply' | 'edit';
  readonly message: Message;
}
/** Where in its conversation the log should go next. */
export interface Target {
  readonly conversation: ConversationId;
  readonly position: number | 'end';
  readonly message?: MessageId | undefined;
}
/** What a toast tells that is no failure of a call. */
export type Note =
  | 'tray'
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** It ended while nobody looked at it. */
  | { readonly kind: 'exported'; readonly state: ExportState };
export interface ToastRow {
  readonly id: number;
  /** What failed, or a note that only informs. */
  readonly about: AppError | Note;
}

export interface NavigationSlice {
  readonly section: Section;
  readonly open: ConversationId | null;
  readonly target: Target | null;
  /** The person reads above the newest message. */
  readonly away: boolean;
  readonly dialog: OpenDialog;
  readonly question: Question | null;
  /** Where the settings open. */
  readonly settingsAt: SettingsSection;
  /** The account that is signing in again, or another one that is being added (null), in place of everything else. */
  readonly signingIn: { readonly account: string | null } | null;
  /** The only account whose chats and contacts are listed; null: all. */
  readonly onlyAccount: string | null;
  readonly search: string;
  /** Counts how often the search box was asked for. */
  readonly searches: number;
  /** Counts the sounds that were asked for. */
  readonly chimes: number;
  readonly details: boolean;
  readonly composing: Composing | null;
  /** Messages that were being edited when the person looked elsewhere. */
  readonly edits: Readonly<Record<ConversationId, KeptEdit>>;
  readonly toasts: readonly ToastRow[];
  go(section: Section): void;
  show(conversation: ConversationId | null): void;
  aim(target: Target | null): void;
  readAway(away: boolean): void;
  showDialog(dialog: OpenDialog, settingsAt?: SettingsSection): void;
  ask(question: Question | null): void;
  signInAgain(account: string): void;
  addAccount(): void;
  endSignIn(): void;
  listOnly(account: string | null): void;
  find(search: string): void;
  /** Puts the focus into the search box, wherever the person is. */
  startSearch(): void;
  showDetails(details: boolean): void;
  compose(composing: Composing | null): void;
  keepEdit(conversation: ConversationId, edit: KeptEdit | null): void;
  /** Opens a link, after asking when the person wants to be asked. */
  followLink(url: string, ask: boolean): Promise<void>;
  copyText(text: string): Promise<void>;
  /** Resolves with whether it could; why not is reported. */
  tryCopy(text: string): Promise<boolean>;
  paste(): Promise<void>;
  showLogs(): Promise<void>;
  licences(): Promise<readonly Licence[]>;
  quit(): Promise<void>;
  /** Shows what failed where there is no better place for it. */
  report(error: unknown): void;
  note(about: Note): void;
  dismiss(toast: number): void;
}

export function navigationSlice(
  { set, get }: SliceAccess<NavigationSlice & Pick<ConversationsSlice, 'conversations' | 'startWith'> & Pick<ContactsSlice, 'contacts'>>,
  api: Api,
): NavigationSlice {
  const toast = (about: ToastRow['about']) =>
    set((state) => ({
      toasts: [...state.toasts.filter((row) => kindOf(row.about) !== kindOf(about)).slice(-2), { id: nextId(state.toasts), about }],
    }));
  return {
    section: 'chats',
    open: null,
    target: null,
    away: false,
    dialog: null,
    question: null,
    settingsAt: 'appearance',
    signingIn: null,
    onlyAccount: null,
    search: '',
    searches: 0,
    chimes: 0,
    details: false,
    composing: null,
    edits: {},
    toasts: [],
    go: (section) => set({ section, search: '' }),
    show: (open) =>
      set(({ conversations, onlyAccount }) => {
        // What is shown is listed.
        const hidden = open !== null && onlyAccount !== null && conversations[open]?.account !== onlyAccount;
        return { open, away: false, ...(hidden ? { onlyAccount: null } : {}) };
      }),
    aim: (target) => set({ target }),
    readAway: (away) => set({ away }),
    showDialog: (dialog, settingsAt = 'appearance') => set({ dialog, settingsAt }),
    ask: (question) => set({ question }),
    signInAgain: (account) => set({ signingIn: { account }, dialog: null }),
    addAccount: () => set({ signingIn: { account: null }, dialog: null }),
    endSignIn: () => set({ signingIn: null }),
    listOnly: (onlyAccount) => set({ onlyAccount }),
    find: (search) => set({ search }),
    startSearch: () => set((state) => ({ searches: state.searches + 1, dialog: null, question: null })),
    showDetails: (details) => set({ details }),
    compose: (composing) => set({ composing }),
    keepEdit(id, edit) {
      if (edit === null && get().edits[id] === undefined) return;
      set(({ edits }) => ({ edits: edit === null ? withoutRows(edits, [id]) : { ...edits, [id]: edit } }));
    },
    async followLink(url, ask) {
      const { conversations, contacts, open, go, startWith, show } = get();
      if (!url.startsWith('xmpp:') && ask) return set({ question: { kind: 'open-link', url } });
      const account = conversations[open ?? '']?.account;
      const known = [...Object.values(conversations), ...contacts.values()].find(
        (row) => row.account === account && url === xmppUri(row.address) && ('listed' in row ? row.listed : !row.stranger),
      );
      if (account === undefined || known === undefined) return api.call('links.open', url, account ?? null);
      // Whom the person knows anyway is nobody's proposal.
      const id = await startWith(account, known.address, '');
      go('chats');
      show(id);
    },
    copyText: (text) => api.call('clipboard.write', text),
    tryCopy: (text) =>
      api.call('clipboard.write', text).then(
        () => true,
        (error: unknown) => {
          get().report(error);
          return false;
        },
      ),
    paste: () => api.call('clipboard.paste'),
    showLogs: () => api.call('app.showLogs'),
    licences: () => api.call('app.licences'),
    quit: () => api.call('app.quit'),
    report: (error) => toast(error instanceof AppFailure ? error.error : { kind: 'internal', detail: String(error) }),
    note: toast,
    dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((row) => row.id !== id) })),
  };
}

function kindOf(about: ToastRow['about']): string {
  return typeof about === 'string' ? about : about.kind;
}

function nextId(toasts: readonly ToastRow[]): number {
  return toasts.reduce((highest, toast) => Math.max(highest, toast.id), 0) + 1;
}
