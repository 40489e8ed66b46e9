// One conversation: who it is with, the log, the composer; tells the main process what has been seen and what is being typed.
import './Conversation.css';
import { ArrowLeft, Info, UserPlus } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation as ConversationRow } from '../../shared/conversation.ts';
import { BODY_LIMIT, type Message } from '../../shared/message.ts';
import { Avatar } from '../components/Avatar.tsx';
import { Composer } from '../components/Composer.tsx';
import { Icon } from '../components/Icon.tsx';
import { MessageList } from '../components/MessageList.tsx';
import type { Divider } from '../components/message-rows.ts';
import { useNow } from '../components/now.ts';
import { contactId } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

const MINUTE_MS = 60_000;
const NO_MESSAGES: readonly Message[] = [];

export function Conversation({ id }: { readonly id: string }) {
  const conversation = useStore((state) => state.conversations[id]);
  return conversation === undefined ? null : <Shown conversation={conversation} />;
}

function Shown({ conversation }: { readonly conversation: ConversationRow }) {
  const { id, title } = conversation;
  const { t } = useTranslation();
  const sendMessage = useStore((state) => state.sendMessage);
  const saveDraft = useStore((state) => state.saveDraft);
  const setTyping = useStore((state) => state.setTyping);
  const report = useStore((state) => state.report);
  return (
    <section className="conversation" aria-label={title}>
      <Header conversation={conversation} />
      <Stranger conversation={conversation} />
      <Log conversation={conversation} />
      <Composer
        to={title}
        draft={conversation.draft}
        limit={BODY_LIMIT}
        send={(text) => sendMessage(id, text)}
        saveDraft={(text) => void saveDraft(id, text).catch(report)}
        // Only a courtesy: that it could not be told is no news for the person.
        setTyping={(typing) => void setTyping(id, typing).catch(() => undefined)}
      />
      <p className="heard" aria-live="polite">
        <Announced conversation={conversation} words={(text) => t('conversation.announce', { sender: title, text })} />
      </p>
    </section>
  );
}

function Header({ conversation }: { readonly conversation: ConversationRow }) {
  const { t } = useTranslation();
  const { account, address, title, typing } = conversation;
  const presence = useStore((state) => state.contacts[contactId(account, address)]?.presence);
  const details = useStore((state) => state.details);
  const showDetails = useStore((state) => state.showDetails);
  const show = useStore((state) => state.show);
  return (
    <header className="conversation-head">
      <button type="button" className="icon-button conversation-back" aria-label={t('conversation.back')} onClick={() => show(null)}>
        <Icon icon={ArrowLeft} turns />
      </button>
      <Avatar address={address} name={title} presence={presence?.availability} />
      <div className="conversation-who">
        <h2 className="conversation-name">
          <bdi>{title}</bdi>
        </h2>
        <p className="conversation-status" data-typing={typing}>
          {typing ? (
            t('conversation.typing')
          ) : presence === undefined ? (
            <bdi>{address}</bdi>
          ) : (
            <>
              {t(`presence.${presence.availability}`)}
              {presence.status !== undefined && presence.status !== '' && (
                <>
                  {' · '}
                  <bdi>{presence.status.slice(0, 200)}</bdi>
                </>
              )}
            </>
          )}
        </p>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={t('conversation.details')}
        title={t('conversation.details')}
        aria-expanded={details}
        onClick={() => showDetails(!details)}
      >
        <Icon icon={Info} />
      </button>
    </header>
  );
}

function Stranger({ conversation }: { readonly conversation: ConversationRow }) {
  const { t } = useTranslation();
  const { account, address, stranger } = conversation;
  const addContact = useStore((state) => state.addContact);
  const report = useStore((state) => state.report);
  if (!stranger) return null;
  return (
    <div className="stranger" role="note">
      <p className="stranger-text">
        <strong>{t('conversation.stranger')}</strong> {t('conversation.strangerMore')}
      </p>
      <button type="button" className="button small" onClick={() => void addContact(account, address).catch(report)}>
        <Icon icon={UserPlus} size={16} />
        {t('contacts.add')}
      </button>
    </div>
  );
}

function Log({ conversation }: { readonly conversation: ConversationRow }) {
  const { id, title } = conversation;
  const { t } = useTranslation();
  const loaded = useStore((state) => state.loaded[id]);
  const bodies = useStore((state) => state.bodies);
  const report = useStore((state) => state.report);
  const { loadMessages, loadEarlier, loadBody, retryMessage, discardMessage, copyText, openLink } = useMemo(() => useStore.getState(), []);
  const now = useNow(MINUTE_MS);
  const [divider] = useState<Divider | null>(() =>
    conversation.unread > 0 ? { after: conversation.readUpTo, count: conversation.unread } : null,
  );

  const absent = loaded === undefined;
  const unreadAtOpen = divider?.count ?? 0;
  useEffect(() => {
    if (absent) loadMessages(id, unreadAtOpen).catch(report);
  }, [absent, id, unreadAtOpen, loadMessages, report]);
  useEffect(() => {
    // Opening it makes it the most recent one, also when it was loaded already.
    if (useStore.getState().loaded[id] !== undefined) loadMessages(id, 0).catch(report);
  }, [id, loadMessages, report]);

  const messages = loaded?.messages ?? NO_MESSAGES;
  const onEnd = useSeen(conversation, messages.at(-1));
  const onEarlier = useCallback(() => void loadEarlier(id).catch(report), [id, loadEarlier, report]);
  const onRetry = useCallback((message: Message) => void retryMessage(message.id).catch(report), [retryMessage, report]);
  const onDiscard = useCallback((message: Message) => void discardMessage(message.id).catch(report), [discardMessage, report]);
  const onCopy = useCallback((message: Message) => void copyText(message.body).catch(report), [copyText, report]);
  const onLink = useCallback((url: string) => void openLink(url).catch(report), [openLink, report]);
  const onWhole = useCallback((message: Message) => void loadBody(message.id).catch(report), [loadBody, report]);

  if (loaded === undefined || loaded.loading === 'first') return <div className="log-frame" />;
  return (
    <MessageList
      messages={messages}
      other={title}
      divider={divider}
      bodies={bodies}
      now={now}
      earlier={loaded.earlier}
      onEarlier={onEarlier}
      onEnd={onEnd}
      beginning={<p className="log-begin">{t('conversation.begin', { name: title })}</p>}
      onRetry={onRetry}
      onDiscard={onDiscard}
      onCopy={onCopy}
      onLink={onLink}
      onWhole={onWhole}
    />
  );
}

/** Marks everything read once the newest message is in view and the window has the focus. */
function useSeen({ id, unread }: ConversationRow, newest: Message | undefined): (atEnd: boolean) => void {
  const markRead = useStore((state) => state.markRead);
  const report = useStore((state) => state.report);
  const [atEnd, setAtEnd] = useState(false);
  const marked = useRef(0);
  useEffect(() => {
    const check = () => {
      if (!atEnd || unread === 0 || newest === undefined || newest.position <= marked.current || !document.hasFocus()) return;
      const before = marked.current;
      marked.current = newest.position;
      markRead(id, newest.position).catch((error: unknown) => {
        marked.current = before;
        report(error);
      });
    };
    check();
    addEventListener('focus', check);
    return () => removeEventListener('focus', check);
  }, [id, atEnd, newest, unread, markRead, report]);
  return setAtEnd;
}

/** The newest message that came in while the conversation was open and the window had the focus; nothing else is spoken. */
function Announced({ conversation, words }: { readonly conversation: ConversationRow; readonly words: (text: string) => string }) {
  const newest = useStore((state) => state.loaded[conversation.id]?.messages.at(-1));
  const known = useRef<number | null>(null);
  const [spoken, setSpoken] = useState<Message | null>(null);
  useEffect(() => {
    if (newest === undefined) return;
    const before = known.current;
    known.current = newest.position;
    if (before !== null && newest.position > before && newest.direction === 'in' && document.hasFocus()) setSpoken(newest);
  }, [newest]);
  return spoken === null ? null : words(spoken.body.slice(0, 500));
}
