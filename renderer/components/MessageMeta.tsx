// The last line of a bubble: when it was written and what became of it, with all times in its tooltip.
import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/errors.ts';
import type { Message, MessageState } from '../../shared/message.ts';
import { clock, moment } from './dates.ts';
import { Icon } from './Icon.tsx';

interface MessageMetaProps {
  readonly message: Message;
  readonly onDetails: (message: Message) => void;
}

export function MessageMeta({ message, onDetails }: MessageMetaProps) {
  const { t, i18n } = useTranslation();
  const { sentAt, deliveredAt, readAt } = message;
  const state = stateWord(message.state);
  // Each state with its time, the latest first; what is not known by its time is still the state.
  const times = [
    ...(readAt === undefined ? [] : [t('state.at', { state: t('state.read'), time: moment(readAt) })]),
    ...(deliveredAt === undefined ? [] : [t('state.at', { state: t('state.delivered'), time: moment(deliveredAt) })]),
  ];
  const plain =
    state === null ? moment(sentAt) : t('state.at', { state: t(times.length > 0 ? 'state.written' : state), time: moment(sentAt) });
  return (
    <span className="bubble-meta numbers" dir={i18n.dir()} data-state={message.state} title={[...times, plain].join('\n')}>
      {message.editedAt !== undefined && (
        <button
          type="button"
          className="bubble-edited"
          tabIndex={-1}
          aria-label={t('life.earlier')}
          title={t('state.at', { state: t('messageDetails.edited'), time: moment(message.editedAt) })}
          onClick={() => onDetails(message)}
        >
          {t('life.edited')}
        </button>
      )}
      {clock(message.sentAt)}
      {message.retractedAt === undefined && <StateMark state={message.state} />}
    </span>
  );
}

function StateMark({ state }: { readonly state: MessageState }) {
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
