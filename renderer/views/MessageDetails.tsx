// What became of a message and when, and what it said before it was edited.
import './MessageDetails.css';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../shared/message.ts';
import { Dialog } from '../components/Dialog.tsx';
import { exactly } from '../components/dates.ts';
import { Revisions } from '../components/Revisions.tsx';
import { useStore } from '../store/index.ts';
import { loadRevisions } from './revisions.ts';

const ON_THE_SERVER = new Set<Message['state']>(['sent', 'delivered', 'read']);

export function MessageDetails({ message: opened }: { readonly message: Message }) {
  const { t } = useTranslation();
  const close = useRef<HTMLButtonElement>(null);
  // It may go on changing while it is looked at.
  const message = useStore((state) => state.loaded[opened.conversation]?.messages.find(({ id }) => id === opened.id)) ?? opened;
  const ask = useStore((state) => state.ask);
  const { direction, state, sentAt, deliveredAt, readAt, editedAt, retractedAt } = message;
  const seen = state === 'read' || readAt !== undefined;
  return (
    <Dialog title={t('messageDetails.title')} onClose={() => ask(null)} first={close}>
      <dl className="message-details">
        <Line name={t(direction === 'out' ? 'messageDetails.written' : 'messageDetails.received')}>{exactly(sentAt)}</Line>
        {direction === 'out' && ON_THE_SERVER.has(state) && <Line name={t('messageDetails.sent')}>{t('messageDetails.unknown')}</Line>}
        {deliveredAt !== undefined && <Line name={t('messageDetails.delivered')}>{exactly(deliveredAt)}</Line>}
        {seen && <Line name={t('messageDetails.read')}>{readAt === undefined ? t('messageDetails.unknown') : exactly(readAt)}</Line>}
        {editedAt !== undefined && <Line name={t('messageDetails.edited')}>{exactly(editedAt)}</Line>}
        {retractedAt !== undefined && <Line name={t('messageDetails.deleted')}>{exactly(retractedAt)}</Line>}
      </dl>
      {editedAt !== undefined && retractedAt === undefined && (
        <section aria-label={t('messageDetails.earlier')}>
          <h3 className="message-earlier-title">{t('messageDetails.earlier')}</h3>
          <Revisions message={message} load={loadRevisions} />
        </section>
      )}
      <div className="confirm-answers">
        <button ref={close} type="button" className="button" onClick={() => ask(null)}>
          {t('messageDetails.close')}
        </button>
      </div>
    </Dialog>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="message-detail">
      <dt>{name}</dt>
      <dd className="numbers">{children}</dd>
    </div>
  );
}
