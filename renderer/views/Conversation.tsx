// One conversation: who it is with, the log, the composer; tells the main process what has been seen and what is being typed.
import './Conversation.css';
import { ArrowLeft, Info, Search, UserPlus } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actionOf, spoken } from '../../shared/action.ts';
import type { Conversation as ConversationRow, OwnTyping } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import { type Message, type MessageId, STANZA_BYTES } from '../../shared/message.ts';
import { AccountMark } from '../components/AccountMark.tsx';
import { Avatar } from '../components/Avatar.tsx';
import { Composer } from '../components/Composer.tsx';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/now.ts';
import { PresenceLine } from '../components/PresenceLine.tsx';
import { usePresenceWords } from '../components/presence-words.ts';
import { contactId } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';
import { AccountOff } from './AccountOff.tsx';
import { useVia } from './accounts.ts';
import { BlockButtons } from './BlockButtons.tsx';
import { BlockedBar } from './BlockedBar.tsx';
import { useBlockedBy } from './blocking.ts';
import { useEmojiChoices } from './emoji-choices.ts';
import { FindBar } from './FindBar.tsx';
import { Log } from './Log.tsx';
import { mentionable } from './mentionable.ts';
import { RequestBar } from './RequestActions.tsx';

const MINUTE_MS = 60_000;

export function Conversation({ id }: { readonly id: string }) {
  const conversation = useStore((state) => state.conversations[id]);
  return conversation === undefined ? null : <Shown conversation={conversation} />;
}

function Shown({ conversation }: { readonly conversation: ConversationRow }) {
  const { id, title } = conversation;
  const { t } = useTranslation();
  const enterSends = useStore((state) => state.settings.enterSends);
  const spelling = useStore((state) => state.settings.spelling);
  const emoji = useEmojiChoices();
  const blockedBy = useBlockedBy(conversation.account, conversation.address);
  const stanzaBytes = useStore((state) => state.accounts[conversation.account]?.stanzaBytes ?? STANZA_BYTES);
  const self = useStore((state) => state.accounts[conversation.account]?.address ?? '');
  const via = useVia(conversation.account);
  const finding = useStore((state) => state.findingIn === id);
  const composing = useStore((state) => (state.composing?.conversation === id ? state.composing : null));
  const doors = useComposerDoors(id);
  return (
    <section className="conversation" aria-label={title} data-region="conversation">
      <Header conversation={conversation} />
      {finding && <FindBar key={id} conversation={conversation} />}
      {blockedBy.length === 0 && conversation.request !== true && <Stranger conversation={conversation} />}
      <Log conversation={conversation} />
      <AccountOff account={conversation.account} />
      {blockedBy.length > 0 ? (
        <BlockedBar conversation={conversation} by={blockedBy} />
      ) : conversation.request === true ? (
        <RequestBar conversation={conversation} />
      ) : (
        <Composer
          to={title}
          via={via}
          self={self}
          draft={conversation.draft}
          draftReply={conversation.draftReply ?? null}
          draftMentions={conversation.draftMentions}
          kept={useStore.getState().edits[id] ?? null}
          asked={composing}
          stanzaBytes={stanzaBytes}
          enterSends={enterSends}
          spelling={spelling}
          emoji={emoji}
          {...doors}
        />
      )}
      <p className="heard" aria-live="polite">
        <Announced
          conversation={conversation}
          words={(text) => (actionOf(text) === undefined ? t('conversation.announce', { sender: title, text }) : spoken(text, title))}
        />
      </p>
    </section>
  );
}

function useComposerDoors(id: string) {
  return useMemo(() => {
    const { sendMessage, correctMessage, lastOwn, compose, saveDraft, keepEdit, setTyping, copyText, paste, report } = useStore.getState();
    return {
      whom: mentionable(id),
      onTaken: () => compose(null),
      onLast: () =>
        void lastOwn(id)
          .then((message) => compose(message === undefined ? null : { conversation: id, kind: 'edit', message }))
          .catch(report),
      send: async (text: string, replyTo: MessageId | null, mentions: readonly Mention[]) => {
        await sendMessage(id, text, replyTo, mentions);
        // What was written is worth seeing, wherever the log is.
        const { loaded, aim } = useStore.getState();
        if (loaded[id]?.later === true) aim({ conversation: id, position: 'end' });
      },
      correct: correctMessage,
      saveDraft: (text: string, replyTo: MessageId | null, mentions: readonly Mention[]) =>
        void saveDraft(id, text, replyTo, mentions).catch(report),
      keepEdit: (edit: Parameters<typeof keepEdit>[1]) => keepEdit(id, edit),
      // Only a courtesy: that it could not be told is no news for the person.
      setTyping: (typing: OwnTyping) => {
        if (typing !== 'composing' || useStore.getState().settings.sendTyping) setTyping(id, typing).catch(() => undefined);
      },
      copyText: (text: string) => void copyText(text).catch(report),
      paste: () => void paste().catch(report),
    };
  }, [id]);
}

function Header({ conversation }: { readonly conversation: ConversationRow }) {
  const { t } = useTranslation();
  const { id, account, address, title, typing } = conversation;
  const finding = useStore((state) => state.findingIn === id);
  const contact = useStore((state) => state.contacts.get(contactId(account, address)));
  const presence = contact?.presence;
  const via = useVia(account);
  const blocked = useBlockedBy(account, address).length > 0;
  const words = usePresenceWords(presence, contact?.lastSeen, useNow(MINUTE_MS));
  const details = useStore((state) => state.details);
  const showDetails = useStore((state) => state.showDetails);
  const show = useStore((state) => state.show);
  return (
    <header className="conversation-head">
      <button type="button" className="icon-button conversation-back" aria-label={t('conversation.back')} onClick={() => show(null)}>
        <Icon icon={ArrowLeft} turns />
      </button>
      <Avatar address={address} name={title} picture={conversation.picture} presence={presence?.availability} />
      <div className="conversation-who">
        <div className="conversation-title">
          <h2 className="conversation-name">
            <bdi className="cut">{title}</bdi>
          </h2>
          <AccountMark via={via} />
        </div>
        <p className="conversation-status" data-typing={typing}>
          {blocked ? (
            t('block.blocked')
          ) : typing ? (
            t('conversation.typing')
          ) : presence === undefined ? (
            <bdi className="cut">{address}</bdi>
          ) : (
            <PresenceLine words={words} status={presence.status} />
          )}
        </p>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={t('find.open')}
        title={t('find.open')}
        aria-expanded={finding}
        onClick={() => useStore.getState().findIn(finding ? null : id)}
      >
        <Icon icon={Search} />
      </button>
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
      <BlockButtons account={account} address={address} />
    </div>
  );
}

/** The newest message that came in while the conversation was open and the window had the focus; nothing else is spoken. */
function Announced({ conversation, words }: { readonly conversation: ConversationRow; readonly words: (text: string) => string }) {
  const newest = useStore((state) => {
    const entry = state.loaded[conversation.id];
    return entry === undefined || entry.later ? undefined : entry.messages.at(-1);
  });
  const known = useRef<number | null>(null);
  const [spoken, setSpoken] = useState<Message | null>(null);
  useEffect(() => {
    const before = known.current;
    // Out of sight of the newest message nothing is known; what paging brings back is old.
    known.current = newest?.position ?? null;
    if (newest === undefined || before === null) return;
    if (newest.position > before && newest.direction === 'in' && document.hasFocus()) setSpoken(newest);
  }, [newest]);
  return spoken === null ? null : words(spoken.body.slice(0, 500));
}
