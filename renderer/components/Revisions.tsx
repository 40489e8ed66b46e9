// What a message said before it was edited: a list, and the word in its last line that opens it.
import './Revisions.css';
import { Popover } from '@base-ui/react/popover';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, Revision } from '../../shared/message.ts';
import { moment } from './dates.ts';
import { landmark } from './Menu.tsx';

interface RevisionsProps {
  readonly message: Message;
  /** Oldest first. */
  readonly load: (message: Message) => Promise<readonly Revision[]>;
}

export function Revisions({ message, load }: RevisionsProps) {
  const { t } = useTranslation();
  const [earlier, setEarlier] = useState<readonly Revision[] | null>(null);
  const asked = useRef(message);
  asked.current = message;
  const { id, editedAt } = message;
  // It may be edited again while it is looked at.
  useEffect(() => {
    if (editedAt === undefined) return;
    const here = new AbortController();
    void load(asked.current).then((rows) => (here.signal.aborted || id !== asked.current.id ? undefined : setEarlier(rows)));
    return () => here.abort();
  }, [id, editedAt, load]);
  // What it corrects never came.
  if (earlier?.length === 0) return <p className="revisions-none">{t('messageDetails.noEarlier')}</p>;
  return (
    <ol className="revisions scrolls">
      {earlier?.map(({ body, at }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: earlier versions never change places
        <li key={index}>
          <p className="revision-text selectable" dir="auto">
            {body}
          </p>
          <p className="revision-time numbers">{moment(at)}</p>
        </li>
      ))}
    </ol>
  );
}

export function Edited({ message, load }: RevisionsProps) {
  const { t } = useTranslation();
  const { editedAt } = message;
  if (editedAt === undefined) return null;
  return (
    <Popover.Root>
      <Popover.Trigger
        className="bubble-edited"
        tabIndex={-1}
        aria-label={t('life.earlier')}
        title={t('state.at', { state: t('messageDetails.edited'), time: moment(editedAt) })}
      >
        {t('life.edited')}
      </Popover.Trigger>
      <Popover.Portal className="menu-portal" container={landmark()}>
        <Popover.Positioner className="menu-place" side="top" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className="revisions-popup" aria-label={t('messageDetails.earlier')}>
            <Popover.Title className="revisions-title">{t('messageDetails.earlier')}</Popover.Title>
            <Revisions message={message} load={load} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
