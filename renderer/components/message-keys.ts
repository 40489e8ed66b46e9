// One key each for what is done most with the message that has the focus. Pure table; the help overlay shows it.
import type { Message } from '../../shared/message.ts';
import type { MessageActions } from './message-actions.ts';

export type MessageDeed = 'reply' | 'edit' | 'react' | 'copy' | 'delete';

export const MESSAGE_KEYS: Readonly<Record<MessageDeed, string>> = { reply: 'R', edit: 'E', react: '+', copy: 'C', delete: 'Delete' };

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What this key press means for a message; null: nothing. `silent`: see MessageActions. */
export function messageDeed({ key, ctrlKey, metaKey, altKey }: Press, message: Message, silent: boolean): MessageDeed | null {
  if (ctrlKey || metaKey || altKey) return null;
  const found = (Object.keys(MESSAGE_KEYS) as MessageDeed[]).find((deed) => MESSAGE_KEYS[deed].toLowerCase() === key.toLowerCase());
  if (found === undefined) return null;
  if (silent && found !== 'copy' && found !== 'delete') return null;
  // Of what its author took back only the place is left; an edit is the author's.
  if (message.retractedAt !== undefined) return found === 'delete' ? found : null;
  return found === 'edit' && message.direction === 'in' ? null : found;
}

export function doDeed(deed: MessageDeed, message: Message, article: HTMLElement, actions: MessageActions): void {
  const run = {
    reply: () => actions.onReply(message),
    edit: () => actions.onEdit(message),
    react: () => actions.onMoreReactions(message, article),
    copy: () => actions.onCopy(message),
    // What never left is discarded, not taken back.
    delete: () => (message.state === 'failed' ? actions.onDiscard(message) : actions.onDelete(message)),
  }[deed];
  run();
}
