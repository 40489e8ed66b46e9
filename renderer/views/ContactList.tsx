// Everybody in the contact list with live presence.
import { Search, UserPlus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../shared/contact.ts';
import { SEARCH_LIMIT } from '../../shared/search.ts';
import { ContactRow, GroupHead } from '../components/ContactRow.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { fuzzyFilter } from '../components/fuzzy.ts';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/now.ts';
import { RowList } from '../components/RowList.tsx';
import { type ListRow, listRows, rowKey } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';
import { useVias } from './accounts.ts';
import { useIsBlocked } from './blocking.ts';
import { usePeople } from './people.ts';
import { RequestsDoor } from './RequestsDoor.tsx';

const MINUTE_MS = 60_000;

export function ContactList() {
  const { t } = useTranslation();
  const compact = useStore((state) => state.settings.density === 'compact');
  const startConversation = useStore((state) => state.startConversation);
  const show = useStore((state) => state.show);
  const report = useStore((state) => state.report);
  const showDialog = useStore((state) => state.showDialog);
  const now = useNow(MINUTE_MS);
  const only = useStore((state) => state.onlyAccount);
  const viaOf = useVias();
  const order = useStore((state) => state.settings.contactOrder);
  const all = usePeople(only, order);
  const there = useStore((state) => state.settings.contactsThere);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setWanted] = useState('');
  const rows = useMemo(
    () => (wanted.trim() === '' ? listRows(all, { there, folded }) : foundRows(all, wanted, there)),
    [all, there, folded, wanted],
  );
  const isBlocked = useIsBlocked();
  const changeSettings = useStore((state) => state.changeSettings);
  const fold = (group: string) =>
    setFolded((before) => (before.has(group) ? new Set([...before].filter((each) => each !== group)) : new Set([...before, group])));
  const nameOf = (row: ListRow) => {
    if (row.kind === 'head') return row.group || t('contacts.noGroup');
    const via = viaOf(row.contact);
    return via === undefined ? row.contact.name : t('list.through', { name: row.contact.name, address: via.address });
  };

  const open = useCallback(
    (contact: Contact) => {
      startConversation(contact.account, contact.address).then(({ id }) => show(id), report);
    },
    [startConversation, show, report],
  );
  const add = (
    <button type="button" className="button" onClick={() => showDialog('add-contact')}>
      <Icon icon={UserPlus} size={18} />
      {t('contacts.add')}
    </button>
  );
  const none = all.length === 0;
  return (
    <>
      {!none && <div className="list-actions">{add}</div>}
      <RequestsDoor />
      {none ? (
        <EmptyState title={t('contacts.noneTitle')} text={t('contacts.none')}>
          {add}
        </EmptyState>
      ) : (
        <>
          <div className="search contact-search">
            <Icon icon={Search} size={18} />
            <input
              type="search"
              className="search-input"
              aria-label={t('contacts.search')}
              placeholder={t('contacts.search')}
              maxLength={SEARCH_LIMIT}
              spellCheck={false}
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Escape' || wanted === '') return;
                event.preventDefault();
                setWanted('');
              }}
            />
          </div>
          <div className="contact-choices">
            <button
              type="button"
              className="button small"
              aria-pressed={there}
              onClick={() => void changeSettings({ contactsThere: !there }).catch(report)}
            >
              {t('contacts.there')}
            </button>
            <button
              type="button"
              className="button small"
              aria-pressed={order === 'name'}
              onClick={() => void changeSettings({ contactOrder: order === 'name' ? 'reach' : 'name' }).catch(report)}
            >
              {t('contacts.byName')}
            </button>
          </div>
          {rows.length === 0 ? (
            wanted.trim() === '' ? (
              <EmptyState title={t('contacts.nobodyTitle')} text={t('contacts.nobody')} />
            ) : (
              <EmptyState title={t('list.noneFoundTitle')} text={t(there ? 'contacts.noneFoundThere' : 'contacts.noneFound')} />
            )
          ) : (
            <RowList
              label={t('contacts.list')}
              items={rows}
              keyOf={rowKey}
              nameOf={nameOf}
              current={null}
              size={compact ? 3 : 4}
              row={(row, tabIndex) =>
                row.kind === 'person' ? (
                  <ContactRow
                    contact={row.contact}
                    via={viaOf(row.contact)}
                    compact={compact}
                    blocked={isBlocked(row.contact.account, row.contact.address)}
                    now={now}
                    tabIndex={tabIndex}
                    onOpen={open}
                  />
                ) : (
                  <GroupHead name={nameOf(row)} count={row.count} open={row.open} tabIndex={tabIndex} onFold={() => fold(row.group)} />
                )
              }
            />
          )}
        </>
      )}
    </>
  );
}

/** By name, address or group, best first. */
function foundRows(all: readonly Contact[], wanted: string, there: boolean): readonly ListRow[] {
  const shown = there ? all.filter(({ presence }) => presence.availability !== 'offline') : all;
  return fuzzyFilter(shown, wanted, ({ name, address, groups }) => [name, address, groups.join(' ')]).map((contact) => ({
    kind: 'person',
    group: '',
    contact,
  }));
}
