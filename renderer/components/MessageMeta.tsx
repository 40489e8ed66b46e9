// The last line of a bubble: when it was written and what became of it, with all times in its tooltip.
import { useTranslation } from 'react-i18next';
import type { Message, Revision } from '../../shared/message.ts';
import { clock, moment } from './dates.ts';
import { Edited } from './Revisions.tsx';
import { StateMark, stateWord } from './StateMark.tsx';

interface MessageMetaProps {
  readonly message: Message;
  readonly onRevisions: (message: Message) => Promise<readonly Revision[]>;
}

export function MessageMeta({ message, onRevisions }: MessageMetaProps) {
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
    // Where it lies follows the text, the order within it the language of the window.
    <span className="bubble-meta numbers" data-state={message.state} title={[...times, plain].join('\n')}>
      <span className="bubble-meta-line" dir={i18n.dir()}>
        <Edited message={message} load={onRevisions} />
        {clock(message.sentAt)}
        {message.retractedAt === undefined && <StateMark state={message.state} />}
      </span>
    </span>
  );
}
