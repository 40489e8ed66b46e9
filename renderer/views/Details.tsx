// Who the open conversation is with: name, address to copy, presence in words.
import './Details.css';
import { Bell, BellOff, Download, Pin, PinOff, Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { STATUS_LIMIT } from '../../shared/contact.ts';
import { type Conversation, MUTED_ALWAYS } from '../../shared/conversation.ts';
import { plainAddress } from '../../shared/look-alike.ts';
import { AccountMark } from '../components/AccountMark.tsx';
import { Avatar } from '../components/Avatar.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { clockThere, fullDate, soon } from '../components/dates.ts';
import { Icon } from '../components/Icon.tsx';
import { MenuButton } from '../components/Menu.tsx';
import { useNow } from '../components/now.ts';
import { usePresenceWords } from '../components/presence-words.ts';
import { contactId } from '../store/contacts.ts';
import { isMuted } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import { useVia } from './accounts.ts';
import { BlockButtons } from './BlockButtons.tsx';
import { useBlockedBy } from './blocking.ts';
import { ContactNote } from './ContactNote.tsx';
import { ContactSection } from './ContactSection.tsx';
import { useMuteEntries } from './chat-menu.ts';
import { detailsCover } from './keys.ts';
import { ProfileTold } from './ProfileTold.tsx';

const MINUTE_MS = 60_000;

export function Details({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const conversation = useStore((state) => state.conversations[id]);
  const contact = useStore((state) => state.contacts.get(contactId(conversation?.account ?? '', conversation?.address ?? '')));
  const showDetails = useStore((state) => state.showDetails);
  const tryCopy = useStore((state) => state.tryCopy);
  const now = useNow(MINUTE_MS);
  const words = usePresenceWords(contact?.presence, contact?.lastSeen, now);
  const there = useTimeThere(
    conversation?.account ?? '',
    conversation?.address ?? '',
    (contact?.presence.availability ?? 'offline') !== 'offline',
    now,
  );
  const blocked = useBlockedBy(conversation?.account ?? '', conversation?.address ?? '').length > 0;
  const mutedWords = useMutedWords(conversation?.mutedUntil ?? 0, now);
  const via = useVia(conversation?.account ?? '');
  if (conversation === undefined) return null;
  const close = () => {
    showDetails(false);
    document.querySelector<HTMLElement>('.conversation-head [aria-expanded]')?.focus();
  };
  const { address, title } = conversation;
  const status = contact?.presence.status ?? '';
  return (
    <aside className="details scrolls" aria-label={t('app.details')} data-region="details">
      <button type="button" className="icon-button details-close" aria-label={t('details.close')} onClick={close}>
        <Icon icon={X} />
      </button>
      <Avatar address={address} name={title} picture={conversation.picture} size={104} presence={contact?.presence.availability} />
      <h2 className="details-name">
        <bdi>{title}</bdi>
      </h2>
      {status !== '' && (
        <p className="details-status selectable">
          <bdi>{status.slice(0, STATUS_LIMIT)}</bdi>
        </p>
      )}
      <QuickButtons conversation={conversation} />
      <dl className="details-card">
        <div className="details-row">
          <dt>{t('details.address')}</dt>
          <dd className="selectable">
            <bdi>{plainAddress(address)}</bdi>
          </dd>
          <dd>
            <CopyButton label={t('details.copyAddress')} onCopy={() => tryCopy(address)} />
          </dd>
        </div>
        {via !== undefined && (
          <div className="details-row">
            <dt>{t('account.via')}</dt>
            <dd>
              <AccountMark via={via} />
            </dd>
          </div>
        )}
        {(contact !== undefined || blocked) && (
          <div className="details-row">
            <dt>{t('details.presence')}</dt>
            <dd>{blocked ? t('block.blocked') : words}</dd>
          </div>
        )}
        <HistoryRow id={id} />
        {there !== undefined && (
          <div className="details-row">
            <dt>{t('details.time')}</dt>
            <dd className="numbers">{there}</dd>
          </div>
        )}
        {isMuted(conversation, now) && (
          <div className="details-row">
            <dt>{t('details.notifications')}</dt>
            <dd>{mutedWords}</dd>
          </div>
        )}
      </dl>
      <ProfileTold key={`${id} told`} account={conversation.account} address={address} />
      <ContactSection account={conversation.account} address={address} />
      <ContactNote key={id} account={conversation.account} address={address} />
      <Blocking conversation={conversation} />
    </aside>
  );
}

function Blocking({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const { account, address } = conversation;
  const unable = useStore((state) => state.blocking[account]?.offered === 'nothing');
  return (
    <div className="details-actions">
      {unable ? <p className="choice-hint">{t('block.none')}</p> : <BlockButtons account={account} address={address} />}
    </div>
  );
}

/** How much of what was written lies here, as far as the server's archive can prove it. */
function HistoryRow({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const since = useStore((state) => state.history[id]?.completeSince ?? null);
  if (since === null) return null;
  return (
    <div className="details-row">
      <dt>{t('details.history')}</dt>
      <dd>{since === 0 ? t('details.historyAll') : t('details.historySince', { date: fullDate(since) })}</dd>
    </div>
  );
}

function QuickButtons({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const muteEntries = useMuteEntries();
  const { pin, mute, ask, findIn, showDetails, report } = useStore.getState();
  const { id, pinned } = conversation;
  const muted = isMuted(conversation, Date.now());
  return (
    <div className="details-quick">
      {muted ? (
        <button type="button" className="quick" aria-pressed="true" onClick={() => void mute(id, 0).catch(report)}>
          <Icon icon={BellOff} />
          {t('chat.unmute')}
        </button>
      ) : (
        <MenuButton className="quick" entries={muteEntries(conversation)}>
          <Icon icon={Bell} />
          {t('chat.mute')}
        </MenuButton>
      )}
      <button type="button" className="quick" aria-pressed={pinned} onClick={() => void pin(id, !pinned).catch(report)}>
        <Icon icon={pinned ? PinOff : Pin} />
        {t(pinned ? 'chat.unpin' : 'chat.pin')}
      </button>
      <button
        type="button"
        className="quick"
        title={t('find.open')}
        onClick={() => {
          // What is found would lie under them.
          if (detailsCover()) showDetails(false);
          findIn(id);
        }}
      >
        <Icon icon={Search} />
        {t('list.search')}
      </button>
      <button type="button" className="quick" aria-haspopup="dialog" onClick={() => ask({ kind: 'export', conversation: id })}>
        <Icon icon={Download} />
        {t('export.quick')}
      </button>
    </div>
  );
}

/** What time it is where they are, when that is another than here; asked when they come into view, and when they come or go. */
function useTimeThere(account: string, address: string, online: boolean, now: number): string | undefined {
  const { t } = useTranslation();
  const [east, setEast] = useState<number | null>(null);
  useEffect(() => {
    const asked = new AbortController();
    const { whereabouts, report } = useStore.getState();
    setEast(null);
    if (account === '') return;
    whereabouts(account, address).then((found) => (asked.signal.aborted || !online ? undefined : setEast(found.east)), report);
    return () => asked.abort();
  }, [account, address, online]);
  const there = east === null ? undefined : clockThere(now, east);
  return there && t(there.day === undefined ? 'details.there' : 'details.thereDay', there);
}

function useMutedWords(until: number, now: number): string {
  const { t } = useTranslation();
  if (until === MUTED_ALWAYS) return t('details.mutedAlways');
  return t('details.mutedUntil', { when: soon(until, now) });
}
