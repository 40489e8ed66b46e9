// One message: its text made of inert parts, and in its last line the time and what became of it.
import './MessageBubble.css';
import { type ComponentProps, createContext, memo, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actionOf, spoken } from '../../shared/action.ts';
import type { Message } from '../../shared/message.ts';
import { clock } from './dates.ts';
import { MessageMeta } from './MessageMeta.tsx';
import { MessageTools, Quotation, Reactions } from './MessageParts.tsx';
import type { MessageActions } from './message-actions.ts';
import { type MessageRow, sameRow } from './message-rows.ts';
import { stateWord } from './StateMark.tsx';
import { StyledText } from './StyledText.tsx';
import { isEmojiOnly } from './text-parts.ts';

interface MessageBubbleProps {
  readonly row: MessageRow;
  /** They never change: a row is not drawn anew for their sake. */
  readonly actions: MessageActions;
  /** Bare JID of the account. */
  readonly self: string;
  /** How the other side is called. */
  readonly other: string;
  /** The whole body, when it was asked for. */
  readonly whole: string | undefined;
  readonly place: number;
}

/** How many messages there are; -1 while not all of them are known. */
export const SetSize = createContext(-1);

/** Grows with every message, and nothing else of the others does. */
function Article(props: ComponentProps<'article'>) {
  return <article {...props} aria-setsize={useContext(SetSize)} />;
}

export const MessageBubble = memo(
  function MessageBubble({ row, actions, self, other, whole, place }: MessageBubbleProps) {
    const { t } = useTranslation();
    const { message } = row;
    const own = message.direction === 'out';
    const [near, setNear] = useState(false);
    const gone = message.retractedAt !== undefined;
    const body = gone ? (own ? t('life.goneOwn') : t('life.gone', { name: other })) : (whole ?? message.body);
    const cut = !gone && whole === undefined && message.length > message.body.length;
    const state = gone ? null : stateWord(message.state);
    const mentioned = !own && message.mentions?.some(({ address }) => address === self) === true;
    const people = { own: self, other };
    const action = gone ? undefined : actionOf(body);
    const actor = own ? (message.sender.split('@')[0] ?? '') : other;
    const label = [
      own ? t('conversation.you') : other,
      clock(message.sentAt),
      gone ? body : spoken(body, actor),
      ...(state === null ? [] : [t(state)]),
      ...(message.editedAt === undefined ? [] : [t('life.edited')]),
      ...(mentioned ? [t('mention.you')] : []),
    ].join(', ');
    const large = useMemo(() => !gone && message.replyTo === undefined && isEmojiOnly(body), [gone, message.replyTo, body]);
    return (
      <Article
        className="message"
        tabIndex={-1}
        data-own={own}
        data-first={row.first}
        data-last={row.last}
        data-mentioned={mentioned}
        aria-label={label}
        aria-posinset={place}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
      >
        <div className="bubble" data-large={large} data-failed={message.state === 'failed' && !gone}>
          {near && !gone && !actions.silent && <MessageTools message={message} own={self} actions={actions} />}
          {message.replyTo !== undefined && <Quotation quote={message.replyTo} {...people} onGo={actions.onGo} />}
          <div
            className={gone ? 'bubble-body bubble-gone' : 'bubble-body selectable'}
            dir="auto"
            data-edited={message.editedAt !== undefined}
          >
            <span className="bubble-text" data-action={action !== undefined}>
              {action !== undefined && (
                <>
                  {'* '}
                  <bdi>{actor}</bdi>{' '}
                </>
              )}
              <StyledText
                body={action ?? body}
                plain={gone || message.unstyled === true}
                own={own && !gone}
                room={!cut}
                mentions={message.mentions}
                start={action === undefined ? 0 : body.length - action.length}
                self={self}
                onLink={actions.onLink}
              />
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
            <MessageMeta message={message} onRevisions={actions.onRevisions} />
          </div>
        </div>
        {message.reactions !== undefined && <Reactions message={message} {...people} silent={actions.silent} onReact={actions.onReact} />}
        {message.state === 'failed' && !gone && <Failure message={message} {...actions} />}
      </Article>
    );
  },
  (a, b) => sameRow(a.row, b.row) && a.whole === b.whole && a.self === b.self && a.other === b.other && a.place === b.place,
);

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
