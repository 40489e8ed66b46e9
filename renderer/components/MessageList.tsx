// The message log: virtualised, pinned to its end while the person is there, still while pages arrive or leave at either end, with the day
// they are in at the top. Scrolling is the person's: nothing else moves the log except to keep its end in view or to go where they asked.
import './MessageList.css';
import { memo, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { LogPlace } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';
import { dayLabel } from './dates.ts';
import { Latest } from './Latest.tsx';
import { copyFromLog, useFlash, useHeldRows, useLeaving, useMessageKeys, usePlaced } from './log-hands.ts';
import { lastSeen } from './log-view.ts';
import { MessageBubble, SetSize } from './MessageBubble.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import type { MessageActions } from './message-actions.ts';
import { type Divider, dividerIndex, messageRows, startsElsewhere } from './message-rows.ts';
import { useRem } from './rem.ts';

const NEAR_END_PX = 32;
/** How far from an end the next page is asked for. */
const AHEAD_PX = 2400;
const TRIM_MARGIN_PX = 400;
const IDLE_MS = 1000;
const DAY_HEIGHT_REM = 2.75;
/** About what a row measures, in whole pixels: browsers scroll by those, and the virtualiser's own guess, a median, may end in a half. */
const ROW_REM = 3.75;

interface MessageListProps {
  readonly actions: MessageActions;
  /** Bare JID of the account. */
  readonly self: string;
  /** There are none yet; the list stands already, with the room it has. */
  readonly loading: boolean;
  readonly messages: readonly Message[];
  readonly other: string;
  readonly divider: Divider | null;
  readonly bodies: Readonly<Record<string, string>>;
  readonly now: number;
  /** There are older or newer messages than these. */
  readonly earlier: boolean;
  readonly later: boolean;
  /** Rows more than are worth keeping; as many may go at the far end. */
  readonly excess: number;
  readonly onPage: (end: 'earlier' | 'later') => void;
  readonly onTrim: (end: 'earliest' | 'latest', count: number) => void;
  /** Whether the newest message is in view. */
  readonly onEnd: (atEnd: boolean) => void;
  /** Position of the last message whose end is in view. */
  readonly onSeen: (position: number) => void;
  /** Where the log should go; told when it is there. */
  readonly target: { readonly position: number | 'end'; readonly message?: string | undefined } | null;
  readonly onTarget: () => void;
  /** Where to begin instead of the end: the message at the upper edge, and how much of it is above. */
  readonly start: LogPlace | null;
  /** The log rests, or goes: where it stands; null = at the end. */
  readonly onLeave: (place: LogPlace | null) => void;
  /** The person wants the newest message. */
  readonly onLatest: () => void;
  /** The person wants the next message that mentions them. */
  readonly onMention: () => void;
  readonly unread: number;
  readonly mentions: number;
  /** Where messages are missing: see messageRows. */
  readonly gaps: readonly number[];
  readonly drawMissing: (before: number) => ReactNode;
  /** Drawn above the oldest message. */
  readonly beginning: ReactNode;
}

export const MessageList = memo(function MessageList(props: MessageListProps) {
  const { loading, messages, actions, self, other, divider, bodies, now, earlier, later, excess, onPage, onTrim, onEnd, onSeen } = props;
  const { target, onTarget, start, onLeave, onLatest, onMention, beginning, gaps, drawMissing } = props;
  const { t } = useTranslation();
  const rem = useRem();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const sticky = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => messageRows(messages, divider, gaps), [messages, divider, gaps]);
  const days = useMemo(() => rows.flatMap((row, index) => (row.startsDay ? [index] : [])), [rows]);
  const [atEnd, setAtEnd] = useState(true);
  const [day, setDay] = useState<number | null>(null);
  const empty = rows.length === 0;
  const placed = usePlaced(empty);
  const [flash, setFlash] = useFlash();
  const held = useHeldRows(scroller, rows);
  const onKeyDown = useMessageKeys(messages, actions);
  /** Where the log stands, outside of rendering: it changes with every scroll. */
  const place = useRef({
    found: false,
    // By the frame that draws rows first: before, tall ones all seem to be in view, and the log to be at its end.
    measured: false,
    pinned: start === null && divider === null,
    offset: 0,
    moved: 0,
    upper: start,
    messages,
  });
  // The first rows of a log that shows its end are drawn from there.
  const shifted = startsElsewhere(place.current.messages, messages) || (place.current.pinned && place.current.messages.length === 0);
  const words = useMemo(() => ({ today: t('conversation.today'), yesterday: t('conversation.yesterday') }), [t]);

  const toEnd = useCallback(() => {
    const handle = list.current;
    if (handle !== null && rows.length > 0) handle.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [rows.length]);

  const follow = useCallback(() => {
    const handle = list.current;
    if (handle === null || !place.current.measured) return;
    const offset = handle.scrollOffset;
    const left = handle.scrollSize - handle.viewportSize - offset;
    const end = left <= NEAR_END_PX && !later;
    if (end) place.current.pinned = true;
    else if (later || offset < place.current.offset - 1) place.current.pinned = false;
    if (offset !== place.current.offset) place.current.moved = performance.now();
    place.current.offset = offset;
    setAtEnd(end);
    // Not while the log finds its place: rows that come above would lead it astray.
    if (placed && offset < AHEAD_PX && earlier) onPage('earlier');
    if (placed && left < AHEAD_PX && later) onPage('later');

    const index = handle.findItemIndex(offset);
    const upper = rows[index]?.message;
    const seen = placed ? lastSeen(handle, rows.length) : -1;
    if (seen >= 0) onSeen(rows[seen]?.message.position ?? 0);
    if (placed && upper !== undefined) place.current.upper = { position: upper.position, above: offset - handle.getItemOffset(index) };
    const current = days.findLast((start) => start <= index);
    const above = offset < (scroller.current?.querySelector<HTMLElement>('.log-begin')?.offsetHeight ?? 0);
    const next = days.find((start) => start > index);
    setDay(handle.scrollSize > handle.viewportSize && current !== undefined && !above ? (rows[current]?.message.sentAt ?? null) : null);
    const height = DAY_HEIGHT_REM * rem;
    const push = next === undefined ? 0 : Math.min(0, handle.getItemOffset(next) - offset - height);
    if (sticky.current !== null) sticky.current.style.transform = `translateY(${push}px)`;
  }, [rows, days, placed, rem, earlier, later, onPage, onSeen]);

  // First placement: where the person wanted to go, else the divider a third down, else where they were, else the end.
  useLayoutEffect(() => {
    if (place.current.found || rows.length === 0) return;
    place.current.found = true;
    const handle = list.current;
    const at = dividerIndex(rows);
    if (target !== null && target.position !== 'end') place.current.pinned = false;
    else if (handle !== null && at >= 0 && target === null) {
      place.current.pinned = false;
      handle.scrollToIndex(at, { align: 'start', offset: -(scroller.current?.clientHeight ?? 0) / 3 });
    } else if (handle !== null && start !== null && target === null) {
      const there = rows.findIndex((row) => row.message.position >= start.position);
      place.current.pinned = false;
      if (there >= 0) handle.scrollToIndex(there, { align: 'start', offset: start.above });
    } else toEnd();
    // The log that stood here before may have taken the focus with it.
    if (target !== null && document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, [rows, target, start, toEnd]);
  useLeaving(scroller, place, onLeave);

  useLayoutEffect(() => {
    if (target === null || rows.length === 0) return;
    if (target.position === 'end') {
      place.current.pinned = true;
      toEnd();
    } else {
      const wanted = target.position;
      const named = rows.findIndex((row) => row.message.id === target.message);
      const at = named >= 0 ? named : rows.findIndex((row) => row.message.position >= wanted);
      place.current.pinned = false;
      list.current?.scrollToIndex(at < 0 ? rows.length - 1 : at, { align: 'center' });
      setFlash(rows[at]?.message.id ?? null);
    }
    onTarget();
  }, [target, rows, toEnd, onTarget, setFlash]);

  useLayoutEffect(() => {
    // The log moves with what came or went above it; that is nobody's scrolling up.
    if (startsElsewhere(place.current.messages, messages)) place.current.offset = 0;
    place.current.messages = messages;
    if (place.current.pinned) toEnd();
  }, [messages, toEnd]);

  // While nothing moves: after rows went at the start, the virtualiser holds the log by its end until a scroll is over.
  useEffect(() => {
    if (excess === 0) return;
    const timer = setInterval(() => {
      const handle = list.current;
      const { moved, pinned } = place.current;
      if (handle === null || performance.now() - moved < IDLE_MS) return;
      const offset = handle.scrollOffset;
      if (!pinned && handle.findItemIndex(offset) < messages.length * 0.4) return onTrim('latest', excess);
      // No more than lies below the view: a log that got shorter than where it stands would be pushed back by the browser.
      const below = handle.scrollSize - handle.viewportSize - offset - TRIM_MARGIN_PX;
      const count = pinned ? excess : below > 0 ? Math.min(excess, handle.findItemIndex(below)) : 0;
      if (count > 0) onTrim('earliest', count);
    }, IDLE_MS / 2);
    return () => clearInterval(timer);
  }, [excess, messages, onTrim]);

  const resized = useCallback(() => {
    if (place.current.pinned) toEnd();
    follow();
  }, [toEnd, follow]);

  // An own message is always worth going to.
  const newest = messages.at(-1);
  const sentNow = newest?.direction === 'out' && !later ? newest : null;
  const lastSent = useRef<typeof sentNow | undefined>(undefined);
  useLayoutEffect(() => {
    if (loading) return;
    const before = lastSent.current;
    lastSent.current = sentNow ?? before ?? null;
    if (sentNow === null || before === undefined || before?.id === sentNow.id) return;
    // Paging down to an old one of ours is no sending.
    if (sentNow.state !== 'pending' && sentNow.state !== 'sending') return;
    place.current.pinned = true;
    toEnd();
  }, [loading, sentNow, toEnd]);

  useEffect(() => {
    if (!placed || place.current.measured) return follow();
    const frame = requestAnimationFrame(() => {
      place.current.measured = true;
      follow();
    });
    return () => cancelAnimationFrame(frame);
  }, [placed, follow]);
  useEffect(() => {
    onEnd((atEnd && placed) || newest === undefined);
  }, [atEnd, placed, newest, onEnd]);

  // The button goes away with the distance; the log takes its focus.
  const leaving = (go: () => void) => () => {
    scroller.current?.focus({ preventScroll: true });
    go();
  };
  const missingAfter = later ? 0 : (gaps.findLast((gap) => newest === undefined || gap > newest.position) ?? 0);
  return (
    <div className="log-frame">
      {day !== null && (
        <div className="log-sticky" ref={sticky} aria-hidden="true">
          <span className="log-day-label">{dayLabel(day, now, words)}</span>
        </div>
      )}
      <MessageMenu log={scroller} messages={messages} actions={actions} self={self}>
        <div
          ref={scroller}
          className="log scrolls"
          role="log"
          aria-live="off"
          aria-label={t('conversation.log')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
          tabIndex={0}
          data-placed={placed || empty}
          onKeyDown={onKeyDown}
          onCopy={copyFromLog}
        >
          <div className="log-spring" />
          <SetSize value={earlier || later ? -1 : rows.length}>
            <Virtualizer
              ref={list}
              data={rows}
              itemSize={Math.round(ROW_REM * rem)}
              shift={shifted}
              bufferSize={600}
              keepMounted={held}
              onScroll={follow}
              onResize={resized}
            >
              {(row, index) => (
                <div
                  key={row.message.id}
                  className="log-row"
                  data-id={row.message.id}
                  data-position={row.message.position}
                  data-end={index === rows.length - 1}
                  data-flash={row.message.id === flash}
                >
                  {row.missing > 0 && (index > 0 || !earlier) && drawMissing(row.missing)}
                  {index === 0 && !earlier && row.missing === 0 && beginning}
                  {row.startsDay && (
                    <h3 className="log-day">
                      <span className="log-day-label">{dayLabel(row.message.sentAt, now, words)}</span>
                    </h3>
                  )}
                  {row.divider > 0 && <p className="log-divider">{t('conversation.newMessages', { count: row.divider })}</p>}
                  <MessageBubble row={row} actions={actions} self={self} other={other} whole={bodies[row.message.id]} place={index + 1} />
                  {index === rows.length - 1 && missingAfter > 0 && drawMissing(missingAfter)}
                </div>
              )}
            </Virtualizer>
          </SetSize>
          {empty && !loading && (missingAfter > 0 ? drawMissing(missingAfter) : beginning)}
        </div>
      </MessageMenu>
      {!atEnd && placed && (
        <Latest unseen={props.unread} mentions={props.mentions} onLatest={leaving(onLatest)} onMention={leaving(onMention)} />
      )}
    </div>
  );
});
