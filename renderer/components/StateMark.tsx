// What became of an own message, as a picture and as a word.
import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { assertNever } from '../../shared/errors.ts';
import type { MessageState } from '../../shared/message.ts';
import { Icon } from './Icon.tsx';

export function StateMark({ state }: { readonly state: MessageState }) {
  switch (state) {
    case 'received':
      return null;
    case 'pending':
    case 'sending':
      return <Icon icon={Clock} size={13} />;
    case 'sent':
      return <Icon icon={Check} size={15} stroke={2} />;
    case 'delivered':
      return <Icon icon={CheckCheck} size={15} stroke={2} />;
    case 'read':
      return <Icon icon={CheckCheck} size={15} stroke={2.75} />;
    case 'failed':
      return <Icon icon={CircleAlert} size={14} stroke={2.25} />;
    default:
      return assertNever(state);
  }
}

export function stateWord(state: MessageState): string | null {
  switch (state) {
    case 'received':
      return null;
    case 'pending':
    case 'sending':
      return 'state.waiting';
    case 'sent':
    case 'delivered':
    case 'read':
    case 'failed':
      return `state.${state}`;
    default:
      return assertNever(state);
  }
}
