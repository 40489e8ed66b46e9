// The people: who asks to see when we are online, then everybody in the contact list with live presence.
import { UserPlus } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../shared/contact.ts';
import { ContactRow, RequestRow } from '../components/ContactRow.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/now.ts';
import { RowList } from '../components/RowList.tsx';
import { people } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

const MINUTE_MS = 60_000;
const idOf = (contact: Contact) => contact.id;
const nameOf = (contact: Contact) => contact.name;

export function ContactList() {
  const { t } = useTranslation();
  const contacts = useStore((state) => state.contacts);
  const compact = useStore((state) => state.settings.density === 'compact');
  const startConversation = useStore((state) => state.startConversation);
  const answerRequest = useStore((state) => state.answerRequest);
  const show = useStore((state) => state.show);
  const report = useStore((state) => state.report);
  const showDialog = useStore((state) => state.showDialog);
  const now = useNow(MINUTE_MS);
  const sections = useMemo(() => people(contacts), [contacts]);

  const open = useCallback(
    (contact: Contact) => {
      startConversation(contact.account, contact.address).then(({ id }) => show(id), report);
    },
    [startConversation, show, report],
  );
  const answer = useCallback(
    (contact: Contact, allow: boolean) => {
      answerRequest(contact.account, contact.address, allow).catch(report);
    },
    [answerRequest, report],
  );

  const add = (
    <button type="button" className="button" onClick={() => showDialog('add-contact')}>
      <Icon icon={UserPlus} size={18} />
      {t('contacts.add')}
    </button>
  );
  const none = sections.people.length === 0;
  return (
    <>
      {!none && <div className="list-actions">{add}</div>}
      {sections.requests.length > 0 && (
        <>
          <h2 className="list-heading">{t('contacts.requests')}</h2>
          <ul className="requests scrolls" aria-label={t('contacts.requests')}>
            {sections.requests.map((contact) => (
              <RequestRow key={contact.id} contact={contact} onAnswer={answer} onOpen={open} />
            ))}
          </ul>
        </>
      )}
      {none ? (
        <EmptyState title={t('contacts.noneTitle')} text={t('contacts.none')}>
          {add}
        </EmptyState>
      ) : (
        <>
          {sections.requests.length > 0 && <h2 className="list-heading">{t('contacts.people')}</h2>}
          <RowList
            label={t('contacts.list')}
            items={sections.people}
            keyOf={idOf}
            nameOf={nameOf}
            current={null}
            size={compact ? 3 : 4}
            row={(contact, tabIndex) => <ContactRow contact={contact} compact={compact} now={now} tabIndex={tabIndex} onOpen={open} />}
          />
        </>
      )}
    </>
  );
}
