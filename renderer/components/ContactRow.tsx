// A person in the contact list, and a person who asks to see when we are online.
import './ContactRow.css';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../shared/contact.ts';
import { Avatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import { usePresenceWords } from './presence-words.ts';

interface ContactRowProps {
  readonly contact: Contact;
  readonly compact: boolean;
  readonly now: number;
  readonly tabIndex: 0 | -1;
  readonly onOpen: (contact: Contact) => void;
}

export const ContactRow = memo(function ContactRow({ contact, compact, now, tabIndex, onOpen }: ContactRowProps) {
  const { t } = useTranslation();
  const { presence } = contact;
  const words = usePresenceWords(presence.availability, contact.lastSeen, now);
  const unseen = presence.availability === 'offline' && contact.subscription !== 'both' && contact.subscription !== 'to';
  return (
    <button type="button" className="chat-row" tabIndex={tabIndex} title={contact.address} onClick={() => onOpen(contact)}>
      <Avatar address={contact.address} name={contact.name} size={compact ? 32 : 40} presence={presence.availability} />
      <span className="chat-row-text">
        <span className="chat-row-name">
          <bdi>{contact.name}</bdi>
        </span>
        <span className="chat-row-preview">
          {unseen ? (
            // Of somebody who does not show it nothing is known: not even that they are offline.
            t(contact.asked ? 'contacts.asked' : contact.subscription === 'from' ? 'contacts.seesYou' : 'contacts.unseen')
          ) : (
            <>
              {words}
              {presence.status !== undefined && presence.status !== '' && (
                <>
                  {' · '}
                  <bdi>{presence.status.slice(0, 200)}</bdi>
                </>
              )}
            </>
          )}
        </span>
      </span>
    </button>
  );
});

interface GroupHeadProps {
  readonly name: string;
  readonly count: number;
  readonly open: boolean;
  readonly tabIndex: 0 | -1;
  readonly onFold: () => void;
}

export function GroupHead({ name, count, open, tabIndex, onFold }: GroupHeadProps) {
  return (
    <button type="button" className="group-head" aria-expanded={open} tabIndex={tabIndex} onClick={onFold}>
      <Icon icon={open ? ChevronDown : ChevronRight} size={16} turns={!open} />
      <bdi className="group-name">{name}</bdi>
      <span className="numbers">{count}</span>
    </button>
  );
}

interface RequestRowProps {
  readonly contact: Contact;
  readonly onAnswer: (contact: Contact, allow: boolean) => void;
  readonly onOpen: (contact: Contact) => void;
  /** More that can be done. */
  readonly children: ReactNode;
}

export function RequestRow({ contact, onAnswer, onOpen, children }: RequestRowProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <li className="request" aria-label={contact.name}>
      <Avatar address={contact.address} name={contact.name} />
      <div className="request-text">
        <button type="button" className="request-name" id={id} onClick={() => onOpen(contact)}>
          <bdi>{contact.address}</bdi>
        </button>
        <p className="request-words">{t('contacts.request')}</p>
        <div className="request-actions">
          <button type="button" className="button primary small" aria-describedby={id} onClick={() => onAnswer(contact, true)}>
            {t('contacts.allow')}
          </button>
          <button type="button" className="button small" aria-describedby={id} onClick={() => onAnswer(contact, false)}>
            {t('contacts.decline')}
          </button>
          {children}
        </div>
      </div>
    </li>
  );
}
