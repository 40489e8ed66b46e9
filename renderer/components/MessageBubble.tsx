// One message: its text made of inert parts, and in its last line the time and what became of it.
import './MessageBubble.css';
import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { actionOf, spoken } from '../../shared/action.ts';
import { assertNever } from '../../shared/errors.ts';
import type { Message, MessageState } from '../../shared/message.ts';
import { clock, moment } from './dates.ts';
import { Icon } from './Icon.tsx';
import { type MessageRow, sameRow } from './message-rows.ts';
import { StyledText } from './StyledText.tsx';
import { isEmojiOnly } from './text-parts.ts';

export interface MessageActions {
  readonly onRetry: (message: Message) => void;
  /** Its whole text. */
  readonly onCopy: (message: Message) => void;
  readonly onCopyText: (text: string) => void;
  readonly onDiscard: (message: Message) => void;
  readonly onLink: (url: string) => void;
  /** Asks for the rest of a long body. */
  readonly onWhole: (message: Message) => void;
}

interface MessageBubbleProps extends Omit<MessageActions, 'onCopyText'> {
  readonly row: MessageRow;
  /** How the other side is called. */
  readonly other: string;
  /** The whole body, when it was asked for. */
  readonly whole: string | undefined;
  readonly setSize: number;
  readonly place: number;
}

export const MessageBubble = memo(
  function MessageBubble({ row, other, whole, setSize, place, ...actions }: MessageBubbleProps) {
    const { t } = useTranslation();
    const { message } = row;
    const own = message.direction === 'out';
    const body = whole ?? message.body;
    const cut = whole === undefined && message.length > message.body.length;
    const state = stateWord(message.state);
    const action = actionOf(body);
    const actor = own ? (message.sender.split('@')[0] ?? '') : other;
    const label = [
      own ? t('conversation.you') : other,
      clock(message.sentAt),
      spoken(body, actor),
      ...(state === null ? [] : [t(state)]),
    ].join(', ');
    const large = useMemo(() => isEmojiOnly(body), [body]);
    return (
      <article
        className="message"
        tabIndex={-1}
        data-own={own}
        data-first={row.first}
        data-last={row.last}
        aria-label={label}
        aria-setsize={setSize}
        aria-posinset={place}
      >
        <div className="bubble" data-large={large} data-failed={message.state === 'failed'}>
          <div className="bubble-body selectable" dir="auto">
            <span className="bubble-text" data-action={action !== undefined}>
              {action !== undefined && (
                <>
                  {'* '}
                  <bdi>{actor}</bdi>{' '}
                </>
              )}
              <StyledText body={action ?? body} own={own} room={!cut} onLink={actions.onLink} />
            </span>
            {cut && (
              <>
                {'… '}
                <button type="button" className="bubble-more" onClick={() => actions.onWhole(message)}>
                  {t('conversation.showAll')}
                </button>
                <span className="bubble-room" data-own={own} aria-hidden="true" />
              </>
            )}
            <Meta message={message} />
          </div>
        </div>
        {message.state === 'failed' && <Failure message={message} {...actions} />}
      </article>
    );
  },
  (a, b) => sameRow(a.row, b.row) && a.whole === b.whole && a.other === b.other && a.setSize === b.setSize && a.place === b.place,
);

function Meta({ message }: { readonly message: Message }) {
  const { t, i18n } = useTranslation();
  const state = stateWord(message.state);
  const time = moment(message.sentAt);
  return (
    <span
      className="bubble-meta numbers"
      dir={i18n.dir()}
      data-state={message.state}
      title={state === null ? time : t('state.at', { state: t(state), time })}
    >
      {clock(message.sentAt)}
      <StateMark state={message.state} />
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

function stateWord(state: MessageState): string | null {
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

function Failure({
  message,
  onRetry,
  onCopy,
  onDiscard,
}: { readonly message: Message } & Pick<MessageActions, 'onRetry' | 'onCopy' | 'onDiscard'>) {
  const { t, i18n } = useTranslation();
  const condition = message.failure?.condition ?? 'other';
  const key = i18n.exists(`failure.${condition}`) ? `failure.${condition}` : 'failure.other';
  const host = message.conversation.split('@').at(-1) ?? '';
  const words = message.failure?.text ?? '';
  return (
    <div className="failure">
      <p className="failure-text">
        {t(key, { host, text: words })}
        {words !== '' && condition !== 'too-long' && <> {t('failure.server', { text: words.slice(0, 300) })}</>}
      </p>
      <div className="failure-actions">
        <button type="button" className="button plain small" onClick={() => onRetry(message)}>
          {t('failure.again')}
        </button>
        <button type="button" className="button plain small" onClick={() => onCopy(message)}>
          {t('failure.copy')}
        </button>
        <button type="button" className="button plain small" onClick={() => onDiscard(message)}>
          {t('failure.remove')}
        </button>
      </div>
    </div>
  );
}
