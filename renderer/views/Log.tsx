// The log of one conversation: loads what is to be seen, goes where it is asked to, and tells the main process what has been seen.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, LogPlace } from '../../shared/conversation.ts';
import type { HistoryState } from '../../shared/history.ts';
import type { Message, Quote } from '../../shared/message.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { MessageList } from '../components/MessageList.tsx';
import { Missing } from '../components/Missing.tsx';
import type { MessageActions } from '../components/message-actions.ts';
import { opening } from '../components/message-rows.ts';
import { useNow } from '../components/now.ts';
import { ReactionPicker } from '../components/ReactionPicker.tsx';
import { useStore } from '../store/index.ts';
import { excessOf } from '../store/message-window.ts';
import { useBlockedBy } from './blocking.ts';
import { useCovered } from './covered.ts';
import { useEmojiChoices } from './emoji-choices.ts';
import { loadRevisions } from './revisions.ts';

const MINUTE_MS = 60_000;
/** What is read while scrolling is told together. */
const TELL_MS = 500;
const NO_MESSAGES: readonly Message[] = [];
const NO_GAPS: readonly number[] = [];

export function Log({ conversation }: { readonly conversation: Conversation }) {
  const { id, title, unread } = conversation;
  const { t } = useTranslation();
  const loaded = useStore((state) => state.loaded[id]);
  const bodies = useStore((state) => state.bodies);
  const now = useNow(MINUTE_MS);
  const [{ divider, start, count, after }] = useState(() => opening(conversation));
  const [failed, setFailed] = useState(false);
  const onLeave = useCallback(
    (place: LogPlace | null) => {
      const { keepPlace, report: tell } = useStore.getState();
      keepPlace(id, place).catch(tell);
    },
    [id],
  );
  const { target, aimed } = useTarget(id);

  const { loadMessages, report } = useStore.getState();
  const absent = loaded === undefined;
  useEffect(() => {
    if (!absent || failed) return;
    loadMessages(id, count, after, start).catch((error: unknown) => {
      setFailed(true);
      report(error);
    });
  }, [absent, failed, id, count, after, start, loadMessages, report]);
  useEffect(() => {
    // Opening it makes it the most recent one, also when it was loaded already.
    if (useStore.getState().loaded[id] !== undefined) loadMessages(id, 0, 0).catch(report);
  }, [id, loadMessages, report]);

  const { gaps, drawMissing } = useMissing(conversation, absent);
  const loading = loaded === undefined || loaded.loading === 'first';
  const messages = loading ? NO_MESSAGES : loaded.messages;
  const onSeen = useSeen(conversation);
  const onEnd = useCallback((atEnd: boolean) => useStore.getState().readAway(!atEnd), []);
  const onPage = useCallback(
    (end: 'earlier' | 'later') => {
      const { loadEarlier, loadLater, report: tell } = useStore.getState();
      (end === 'earlier' ? loadEarlier(id) : loadLater(id)).catch(tell);
    },
    [id],
  );
  const onLatest = useCallback(() => useStore.getState().aim({ conversation: id, position: 'end' }), [id]);
  const onMention = useCallback(() => {
    const { nextMention, aim, report: tell } = useStore.getState();
    nextMention(id)
      .then((found) => found !== null && aim({ conversation: id, ...found }))
      .catch(tell);
  }, [id]);
  const beginning = useMemo(() => <p className="log-begin">{t('conversation.begin', { name: title })}</p>, [t, title]);
  const onTrim = useCallback((end: 'earliest' | 'latest', count: number) => useStore.getState().trimMessages(id, end, count), [id]);
  const [reacting, setReacting] = useState<{ readonly message: Message; readonly at: HTMLElement } | null>(null);
  const blocked = useBlockedBy(conversation.account, conversation.address).length > 0;
  const actions = useActions(id, blocked || conversation.request === true, setReacting);
  const emoji = useEmojiChoices();
  const self = useStore((state) => state.accounts[conversation.account]?.address ?? '');

  if (absent && failed)
    return (
      <div className="log-frame">
        <EmptyState title={t('conversation.notRead')} text={t('app.failed')}>
          <button type="button" className="button" onClick={() => setFailed(false)}>
            {t('app.retry')}
          </button>
        </EmptyState>
      </div>
    );
  return (
    <>
      <MessageList
        // A window of another place has nothing in common with the one before.
        key={loaded?.generation}
        loading={loading}
        messages={messages}
        actions={actions}
        self={self}
        other={title}
        divider={divider}
        bodies={bodies}
        now={now}
        earlier={loaded?.earlier === true}
        later={loaded?.later === true}
        excess={excessOf(messages)}
        onPage={onPage}
        onTrim={onTrim}
        onEnd={onEnd}
        onSeen={onSeen}
        target={target}
        onTarget={aimed}
        start={start}
        onLeave={onLeave}
        onLatest={onLatest}
        onMention={onMention}
        unread={unread}
        mentions={conversation.mentions ?? 0}
        gaps={gaps}
        drawMissing={drawMissing}
        beginning={beginning}
      />
      {reacting !== null && (
        <ReactionPicker
          anchor={reacting.at}
          recent={emoji.recent}
          tone={emoji.tone}
          onTone={emoji.onTone}
          onClose={() => setReacting(null)}
          onPick={(picked) => {
            emoji.used(picked);
            actions.onReact(reacting.message, picked, true);
          }}
        />
      )}
    </>
  );
}

/** What is missing of the conversation's history, and how it is drawn. */
function useMissing({ id, account }: Conversation, absent: boolean) {
  const state = useStore((store): HistoryState | undefined => store.history[id]);
  const online = useStore((store) => store.accounts[account]?.connection.state === 'online');
  useEffect(() => {
    const { readHistory, report } = useStore.getState();
    if (!absent) readHistory(id).catch(report);
  }, [id, absent]);
  const gaps = useMemo(() => state?.gaps.map((gap) => gap.before) ?? NO_GAPS, [state]);
  const drawMissing = useCallback(
    (before: number) => <Missing before={before} online={online} onLoad={(which) => useStore.getState().loadMissing(id, which)} />,
    [id, online],
  );
  return { gaps, drawMissing };
}

/** Where the log should go, once the window it is in is loaded. */
function useTarget(id: string) {
  const wanted = useStore((state) => (state.target?.conversation === id ? state.target : null));
  const loaded = useStore((state) => state.loaded[id]);
  const asked = useRef<typeof wanted>(null);
  const ready = loaded !== undefined && loaded.loading !== 'first';
  const first = loaded?.messages[0]?.position;
  const last = loaded?.messages.at(-1)?.position;
  const near =
    wanted === null || loaded === undefined || first === undefined || last === undefined
      ? ready
      : wanted.position === 'end'
        ? !loaded.later
        : (wanted.position >= first || !loaded.earlier) && (wanted.position <= last || !loaded.later);
  useEffect(() => {
    if (wanted === null || !ready || near || asked.current === wanted) return;
    asked.current = wanted;
    const { loadAround, aim, report } = useStore.getState();
    loadAround(id, wanted.position).catch((error: unknown) => {
      aim(null);
      report(error);
    });
  }, [id, wanted, ready, near]);
  const aimed = useCallback(() => useStore.getState().aim(null), []);
  return { target: ready && near ? wanted : null, aimed };
}

/** They change with `silent` alone: what else they depend on is looked up when they run. */
function useActions(
  conversation: string,
  silent: boolean,
  pickReaction: (pick: { readonly message: Message; readonly at: HTMLElement }) => void,
): MessageActions {
  return useMemo(() => {
    const { loadBody, bodyOf, retryMessage, discardMessage, copyText, followLink, react, compose, ask, aim, report } = useStore.getState();
    return {
      silent,
      onRetry: (message: Message) => void retryMessage(message.id).catch(report),
      onDiscard: (message: Message) => void discardMessage(message.id).catch(report),
      onCopy: (message: Message) => void bodyOf(message).then(copyText).catch(report),
      onCopyText: (text: string) => void copyText(text).catch(report),
      onLink: (url: string) => void followLink(url, useStore.getState().settings.confirmLinks).catch(report),
      onWhole: (message: Message) => void loadBody(message.id).catch(report),
      onReply: (message: Message) => compose({ conversation, kind: 'reply', message }),
      onEdit: (message: Message) =>
        void bodyOf(message)
          .then((body) => compose({ conversation, kind: 'edit', message: { ...message, body } }))
          .catch(report),
      onReact: (message: Message, emoji: string, on: boolean) => void react(message.id, emoji, on).catch(report),
      onMoreReactions: (message: Message, at: HTMLElement) => pickReaction({ message, at }),
      onForward: (message: Message) => ask({ kind: 'forward', message }),
      onDelete: (message: Message) => ask({ kind: 'delete-message', message }),
      onRevisions: loadRevisions,
      onDetails: (message: Message) => ask({ kind: 'message-details', message }),
      onGo: ({ position, message }: Quote) => {
        if (position !== undefined) aim({ conversation, position, message });
      },
    };
  }, [conversation, silent, pickReaction]);
}

/** Marks read what was before the person's eyes: the end of the message in view, the window with the focus, nothing in front. */
function useSeen({ id, unread, readUpTo, markedUnread }: Conversation): (position: number) => void {
  const { markRead, report } = useStore.getState();
  const [seen, setSeen] = useState(0);
  const asked = useRef({ position: 0, at: 0 });
  // Marked as unread by hand: undone by opening the chat, not by having it open.
  const byHand = useRef(markedUnread);
  const covered = useCovered();
  useEffect(() => {
    const check = () => {
      const news = unread > 0 && seen > readUpTo && seen !== asked.current.position;
      if (seen === 0 || !(news || byHand.current) || covered || !document.hasFocus()) return;
      const before = byHand.current;
      asked.current = { position: seen, at: performance.now() };
      byHand.current = false;
      markRead(id, Math.max(seen, readUpTo)).catch((error: unknown) => {
        asked.current = { position: 0, at: performance.now() };
        byHand.current = before;
        report(error);
      });
    };
    const timer = setTimeout(check, Math.max(0, asked.current.at + TELL_MS - performance.now()));
    addEventListener('focus', check);
    return () => {
      clearTimeout(timer);
      removeEventListener('focus', check);
    };
  }, [id, seen, unread, readUpTo, covered, markRead, report]);
  // Leafing through what was read long ago is no news, and draws nothing anew.
  return useCallback((at: number) => setSeen((before) => (before > 0 && before <= readUpTo && at <= readUpTo ? before : at)), [readUpTo]);
}
