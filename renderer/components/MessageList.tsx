// The message log: virtualised, pinned to its end while the person is there, still while older pages arrive above, with the day they are in
// at the top. Scrolling is the person's: nothing else moves the log except to keep its end in view.
import './MessageList.css';
import { ArrowDown } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { Message } from '../../shared/message.ts';
import { dayLabel } from './dates.ts';
import { Icon } from './Icon.tsx';
import { type MessageActions, MessageBubble } from './MessageBubble.tsx';
import { type Divider, dividerIndex, messageRows } from './message-rows.ts';

const NEAR_END_PX = 32;
const NEAR_START_PX = 800;
const DAY_HEIGHT_PX = 44;

interface MessageListProps extends MessageActions {
  readonly messages: readonly Message[];
  readonly other: string;
  readonly divider: Divider | null;
  readonly bodies: Readonly<Record<string, string>>;
  readonly now: number;
  /** There are older messages than these. */
  readonly earlier: boolean;
  readonly onEarlier: () => void;
  /** Whether the newest message is in view. */
  readonly onEnd: (atEnd: boolean) => void;
  /** Drawn above the oldest message. */
  readonly beginning: ReactNode;
}

export function MessageList({ messages, other, divider, bodies, now, earlier, onEarlier, onEnd, beginning, ...actions }: MessageListProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const sticky = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => messageRows(messages, divider), [messages, divider]);
  const days = useMemo(() => rows.flatMap((row, index) => (row.startsDay ? [index] : [])), [rows]);
  const [atEnd, setAtEnd] = useState(true);
  const [day, setDay] = useState<number | null>(null);
  const [placed, setPlaced] = useState(false);
  /** Where the log stands, outside of rendering: it changes with every scroll. */
  const place = useRef({ pinned: true, offset: 0, first: messages[0]?.id, seen: divider?.after ?? messages.at(-1)?.position ?? 0 });

  const first = messages[0]?.id;
  const prepended = place.current.first !== first && messages.some((message) => message.id === place.current.first);
  const words = useMemo(() => ({ today: t('conversation.today'), yesterday: t('conversation.yesterday') }), [t]);

  const toEnd = useCallback(() => {
    const handle = list.current;
    if (handle !== null && rows.length > 0) handle.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [rows.length]);

  const follow = useCallback(() => {
    const handle = list.current;
    if (handle === null) return;
    const offset = handle.scrollOffset;
    const end = handle.scrollSize - handle.viewportSize - offset <= NEAR_END_PX;
    if (end) place.current.pinned = true;
    else if (offset < place.current.offset - 1) place.current.pinned = false;
    place.current.offset = offset;
    setAtEnd(end);
    if (offset < NEAR_START_PX && earlier) onEarlier();

    const index = handle.findItemIndex(offset);
    const current = days.findLast((start) => start <= index);
    const above = offset < (scroller.current?.querySelector<HTMLElement>('.log-begin')?.offsetHeight ?? 0);
    const next = days.find((start) => start > index);
    setDay(handle.scrollSize > handle.viewportSize && current !== undefined && !above ? (rows[current]?.message.sentAt ?? null) : null);
    const push = next === undefined ? 0 : Math.min(0, handle.getItemOffset(next) - offset - DAY_HEIGHT_PX);
    if (sticky.current !== null) sticky.current.style.transform = `translateY(${push}px)`;
  }, [rows, days, earlier, onEarlier]);

  // First placement: the divider a third down, else the end.
  useLayoutEffect(() => {
    if (placed || rows.length === 0) return;
    const handle = list.current;
    const at = dividerIndex(rows);
    if (handle !== null && at >= 0) {
      place.current.pinned = false;
      handle.scrollToIndex(at, { align: 'start', offset: -(scroller.current?.clientHeight ?? 0) / 3 });
    } else toEnd();
    const frame = requestAnimationFrame(() => setPlaced(true));
    return () => cancelAnimationFrame(frame);
  }, [placed, rows, toEnd]);

  useLayoutEffect(() => {
    place.current.first = first;
    if (place.current.pinned) toEnd();
  }, [first, toEnd]);

  const resized = useCallback(() => {
    if (place.current.pinned) toEnd();
    follow();
  }, [toEnd, follow]);

  // An own message is always worth going to.
  const newest = messages.at(-1);
  const sentNow = newest?.direction === 'out' ? newest.id : null;
  const lastSent = useRef(sentNow);
  useLayoutEffect(() => {
    if (sentNow === lastSent.current) return;
    lastSent.current = sentNow;
    if (sentNow === null) return;
    place.current.pinned = true;
    toEnd();
  }, [sentNow, toEnd]);

  useEffect(() => {
    if (placed) follow();
  }, [placed, follow]);
  useEffect(() => {
    if (atEnd && placed && newest !== undefined) place.current.seen = newest.position;
    onEnd(atEnd && placed);
  }, [atEnd, placed, newest, onEnd]);

  const unseen = atEnd ? 0 : messages.filter((message) => message.direction === 'in' && message.position > place.current.seen).length;
  return (
    <div className="log-frame">
      {day !== null && (
        <div className="log-sticky" ref={sticky} aria-hidden="true">
          <span className="log-day-label">{dayLabel(day, now, words)}</span>
        </div>
      )}
      <div
        ref={scroller}
        className="log scrolls"
        role="log"
        aria-live="off"
        aria-label={t('conversation.log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        data-placed={placed}
      >
        <div className="log-spring" />
        <Virtualizer ref={list} data={rows} shift={prepended} bufferSize={600} onScroll={follow} onResize={resized}>
          {(row, index) => (
            <div key={row.message.id} className="log-row" data-end={index === rows.length - 1}>
              {index === 0 && !earlier && beginning}
              {row.startsDay && (
                <h3 className="log-day">
                  <span className="log-day-label">{dayLabel(row.message.sentAt, now, words)}</span>
                </h3>
              )}
              {row.divider > 0 && <p className="log-divider">{t('conversation.newMessages', { count: row.divider })}</p>}
              <MessageBubble
                row={row}
                other={other}
                whole={bodies[row.message.id]}
                setSize={earlier ? -1 : rows.length}
                place={index + 1}
                {...actions}
              />
            </div>
          )}
        </Virtualizer>
      </div>
      {!atEnd && placed && (
        <button
          type="button"
          className="log-latest"
          aria-label={unseen > 0 ? t('conversation.latestCount', { count: unseen }) : t('conversation.latest')}
          onClick={() => {
            // The button goes away with the distance; the log takes its focus.
            scroller.current?.focus({ preventScroll: true });
            toEnd();
          }}
        >
          <Icon icon={ArrowDown} />
          {unseen > 0 && (
            <span className="badge numbers" aria-hidden="true">
              {unseen}
            </span>
          )}
        </button>
      )}
    </div>
  );
}
