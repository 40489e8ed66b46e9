// What the search box found: chats, then people without one. The box keeps the focus; the arrow keys choose here and Enter opens.
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import type { SearchHit } from '../../shared/search.ts';
import type { Via } from '../components/AccountMark.tsx';
import { ChatRow } from '../components/ChatRow.tsx';
import { ContactRow } from '../components/ContactRow.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { fuzzyFilter } from '../components/fuzzy.ts';
import { HitRow } from '../components/HitRow.tsx';
import { useNow } from '../components/now.ts';
import { contactId, makePeople } from '../store/contacts.ts';
import { inOrder } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import { useVias } from './accounts.ts';
import { useIsBlocked } from './blocking.ts';
import { useLookAgain } from './look-again.ts';

const MINUTE_MS = 60_000;
const NOTHING: readonly Found[] = [];
const SHOWN = 40;
const MESSAGES = 50;
const MORE = 200;
/** While somebody types, not every letter is worth a search. */
const WAIT_MS = 80;

export type Found =
  | { readonly kind: 'chat'; readonly id: string; readonly conversation: Conversation }
  | { readonly kind: 'person'; readonly id: string; readonly contact: Contact }
  | { readonly kind: 'message'; readonly id: string; readonly hit: SearchHit };

/** Chats and people that fit what is being searched for, best first; then messages, newest first. */
export function useFound(): readonly Found[] {
  const search = useStore((state) => state.search);
  const searching = search.trim() !== '';
  // While nobody searches, what changes is no news here.
  const conversations = useStore((state) => (searching ? state.conversations : null));
  const contacts = useStore((state) => (searching ? state.contacts : null));
  const [people] = useState(makePeople);
  const { hits } = useStore((state) => state.foundMessages);
  useEffect(() => {
    const { searchMessages, report } = useStore.getState();
    const timer = setTimeout(() => void searchMessages(search, MESSAGES).catch(report), WAIT_MS);
    return () => clearTimeout(timer);
  }, [search]);
  useLookAgain(conversations, search, () => {
    const { foundMessages, searchMessages } = useStore.getState();
    return searchMessages(search, Math.max(MESSAGES, foundMessages.hits.length));
  });
  return useMemo(() => {
    if (conversations === null || contacts === null) return NOTHING;
    const chats = fuzzyFilter(inOrder(conversations), search, (row) => [row.title, row.address]).slice(0, SHOWN);
    const known = new Set(Object.values(conversations).map((row) => contactId(row.account, row.address)));
    const others = people(contacts).filter((contact) => !known.has(contact.id));
    const persons = fuzzyFilter(others, search, (contact) => [contact.name, contact.address]).slice(0, SHOWN);
    return [
      ...chats.map((conversation) => ({ kind: 'chat' as const, id: `found-${conversation.id}`, conversation })),
      ...persons.map((contact) => ({ kind: 'person' as const, id: `found-${contact.id}`, contact })),
      ...hits.map((hit) => ({ kind: 'message' as const, id: `found-message-${hit.message.id}`, hit })),
    ];
  }, [search, conversations, people, contacts, hits]);
}

/** Opens what was found and ends the search; a message leaves it as it is, so that the next one can be looked at. */
export function openFound(found: Found): void {
  const { show, find, aim, startConversation, report } = useStore.getState();
  if (found.kind === 'message') {
    const { conversation, message } = found.hit;
    show(conversation);
    aim({ conversation, position: message.position, message: message.id });
    return;
  }
  find('');
  // A chat that is open already does not take the focus by itself.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer-text')?.focus());
  if (found.kind === 'chat') show(found.conversation.id);
  else startConversation(found.contact.account, found.contact.address).then(({ id }) => show(id), report);
}

interface SearchResultsProps {
  readonly found: readonly Found[];
  /** Which one Enter opens. */
  readonly active: string | undefined;
}

export function SearchResults({ found, active }: SearchResultsProps) {
  const { t } = useTranslation();
  const search = useStore((state) => state.search);
  const find = useStore((state) => state.find);
  const showDialog = useStore((state) => state.showDialog);
  const open = useStore((state) => state.open);
  const conversations = useStore((state) => state.conversations);
  const { more } = useStore((state) => state.foundMessages);
  const { searchMessages, report } = useStore.getState();
  const contacts = useStore((state) => state.contacts);
  const compact = useStore((state) => state.settings.density === 'compact');
  const now = useNow(MINUTE_MS);
  const viaOf = useVias();
  const named = (name: string, via: Via | undefined) => (via === undefined ? name : t('list.through', { name, address: via.address }));
  const isBlocked = useIsBlocked();
  useEffect(() => {
    if (active !== undefined) document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  if (found.length === 0) {
    return (
      <EmptyState title={t('list.noneFoundTitle')} text={t('list.noneFound', { query: search.trim().slice(0, 80) })}>
        <button type="button" className="button" onClick={() => find('')}>
          {t('list.clear')}
        </button>
        <button type="button" className="button" onClick={() => showDialog('new-chat')}>
          {t('list.newChat')}
        </button>
        <p className="found-hint">{t('list.searchHint')}</p>
      </EmptyState>
    );
  }
  const chats = found.flatMap((each) =>
    each.kind === 'chat' ? [{ ...each, via: viaOf({ ...each.conversation, name: each.conversation.title }) }] : [],
  );
  const persons = found.flatMap((each) => (each.kind === 'person' ? [{ ...each, via: viaOf(each.contact) }] : []));
  const messages = found.flatMap((each) => (each.kind === 'message' ? [each] : []));
  return (
    <div className="row-list found scrolls">
      {chats.length > 0 && (
        <ul className="found-list" aria-label={t('list.chats')}>
          {chats.map(({ id, conversation, via }) => (
            <li key={id} id={id} aria-label={named(conversation.title, via)} data-active={id === active}>
              <ChatRow
                conversation={conversation}
                via={via}
                presence={contacts.get(contactId(conversation.account, conversation.address))?.presence.availability}
                blocked={isBlocked(conversation.account, conversation.address)}
                open={conversation.id === open}
                compact={compact}
                now={now}
                menu={null}
                tabIndex={id === active ? 0 : -1}
                onOpen={() => openFound({ kind: 'chat', id, conversation })}
              />
            </li>
          ))}
        </ul>
      )}
      {persons.length > 0 && (
        <>
          <h2 className="list-heading">{t('contacts.list')}</h2>
          <ul className="found-list" aria-label={t('contacts.list')}>
            {persons.map(({ id, contact, via }) => (
              <li key={id} id={id} aria-label={named(contact.name, via)} data-active={id === active}>
                <ContactRow
                  contact={contact}
                  via={via}
                  compact={compact}
                  blocked={isBlocked(contact.account, contact.address)}
                  now={now}
                  tabIndex={id === active ? 0 : -1}
                  onOpen={() => openFound({ kind: 'person', id, contact })}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      {messages.length > 0 && (
        <>
          <h2 className="list-heading">{t('list.foundMessages')}</h2>
          <ul className="found-list" aria-label={t('list.foundMessages')}>
            {messages.map(({ id, hit }) => {
              const { title = '', address = '', account = '', picture } = conversations[hit.conversation] ?? {};
              const via = viaOf({ account, address, name: title });
              return (
                <li key={id} id={id} aria-label={`${named(title, via)}, ${hit.snippet}`} data-active={id === active}>
                  <HitRow
                    hit={hit}
                    title={title}
                    address={address}
                    via={via}
                    picture={picture}
                    compact={compact}
                    now={now}
                    tabIndex={id === active ? 0 : -1}
                    onOpen={() => openFound({ kind: 'message', id, hit })}
                  />
                </li>
              );
            })}
          </ul>
          {more && (
            <button type="button" className="button small found-more" onClick={() => void searchMessages(search, MORE).catch(report)}>
              {t('list.moreMessages')}
            </button>
          )}
        </>
      )}
    </div>
  );
}
