// Where the person is: section, open conversation, dialog, what they search for; and the toasts.
import type { ConversationId } from '../../shared/conversation.ts';
import { type AppError, AppFailure } from '../../shared/errors.ts';
import type { Api } from '../api.ts';
import type { SliceAccess } from './slice.ts';

export type Section = 'chats' | 'unread' | 'groups' | 'contacts';
type OpenDialog = 'new-chat' | 'add-contact' | 'settings' | null;
interface ToastRow {
  readonly id: number;
  readonly error: AppError;
}

export interface NavigationSlice {
  readonly section: Section;
  readonly open: ConversationId | null;
  readonly dialog: OpenDialog;
  /** The account that is signing in again, in place of everything else. */
  readonly signingIn: string | null;
  readonly search: string;
  readonly details: boolean;
  readonly toasts: readonly ToastRow[];
  go(section: Section): void;
  show(conversation: ConversationId | null): void;
  showDialog(dialog: OpenDialog): void;
  signInAgain(account: string | null): void;
  find(search: string): void;
  showDetails(details: boolean): void;
  openLink(url: string): Promise<void>;
  copyText(text: string): Promise<void>;
  /** Shows what failed where there is no better place for it. */
  report(error: unknown): void;
  dismiss(toast: number): void;
}

export function navigationSlice({ set }: SliceAccess<NavigationSlice>, api: Api): NavigationSlice {
  return {
    section: 'chats',
    open: null,
    dialog: null,
    signingIn: null,
    search: '',
    details: false,
    toasts: [],
    go: (section) => set({ section, search: '' }),
    show: (open) => set({ open }),
    showDialog: (dialog) => set({ dialog }),
    signInAgain: (signingIn) => set({ signingIn, dialog: null }),
    find: (search) => set({ search }),
    showDetails: (details) => set({ details }),
    openLink: (url) => api.call('links.open', url),
    copyText: (text) => api.call('clipboard.write', text),
    report(error) {
      const raised: AppError = error instanceof AppFailure ? error.error : { kind: 'internal', detail: String(error) };
      set((state) => ({
        toasts: [
          ...state.toasts.filter((toast) => toast.error.kind !== raised.kind).slice(-2),
          { id: nextId(state.toasts), error: raised },
        ],
      }));
    },
    dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
  };
}

function nextId(toasts: readonly ToastRow[]): number {
  return toasts.reduce((highest, toast) => Math.max(highest, toast.id), 0) + 1;
}
