// A person in the contact list, and the head of a group.
import './ContactRow.css';
import { Ban, ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../shared/contact.ts';
import { RowVia, type Via } from './AccountMark.tsx';
import { Avatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import { PresenceLine } from './PresenceLine.tsx';
import { usePresenceWords } from './presence-words.ts';

interface ContactRowProps {
  readonly contact: Contact;
  /** Of several accounts, the one whose contact this is. */
  readonly via: Via | undefined;
  readonly compact: boolean;
  readonly blocked: boolean;
  readonly now: number;
  readonly tabIndex: 0 | -1;
  readonly onOpen: (contact: Contact) => void;
}

export const ContactRow = memo(function ContactRow({ contact, via, compact, blocked, now, tabIndex, onOpen }: ContactRowProps) {
  const { t } = useTranslation();
  const { presence } = contact;
  const words = usePresenceWords(presence, contact.lastSeen, now);
  const unseen = presence.availability === 'offline' && contact.subscription !== 'both' && contact.subscription !== 'to';
  return (
    <button
      type="button"
      className="chat-row"
      tabIndex={tabIndex}
      title={via === undefined ? contact.address : `${contact.address}\n${t('account.yours', { address: via.address })}`}
      onClick={() => onOpen(contact)}
    >
      <Avatar
        address={contact.address}
        name={contact.name}
        picture={contact.picture}
        size={compact ? 32 : 40}
        presence={presence.availability}
      />
      <span className="chat-row-text">
        <span className="chat-row-name">
          <bdi className="cut">{contact.name}</bdi>
          <RowVia via={via} />
        </span>
        <span className="chat-row-preview">
          {blocked ? (
            <>
              <Icon icon={Ban} size={14} /> {t('block.blocked')}
            </>
          ) : unseen ? (
            // Of somebody who does not show it nothing is known: not even that they are offline.
            t(contact.asked ? 'contacts.asked' : contact.subscription === 'from' ? 'contacts.seesYou' : 'contacts.unseen')
          ) : (
            <PresenceLine words={words} status={presence.status} />
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
      <bdi className="cut">{name}</bdi>
      <span className="numbers">{count}</span>
    </button>
  );
}
