// Hands for the message log: moving from message to message by key, copying clean text, keeping selected rows in the document.
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import type { LogPlace } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';
import type { MessageActions } from './message-actions.ts';
import { doDeed, messageDeed } from './message-keys.ts';
import type { MessageRow } from './message-rows.ts';
import { selectedText } from './selected-text.ts';

const TEXT = '.bubble-text';
const FLASH_MS = 1600;
const REST_MS = 500;

/** The keys of a message that has the focus itself, not something in it; else the arrows. */
export function useMessageKeys(messages: readonly Message[], actions: MessageActions) {
  return (event: KeyboardEvent<HTMLElement>): void => {
    // What is drawn in front of the log belongs to it for React only.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    const article = event.target instanceof HTMLElement && event.target.matches('article') ? event.target : null;
    const id = article?.closest<HTMLElement>('.log-row')?.dataset.id;
    const message = id === undefined ? undefined : messages.find((each) => each.id === id);
    const deed = message === undefined ? null : messageDeed(event, message, actions.silent);
    if (article === null || message === undefined || deed === null || event.nativeEvent.isComposing) moveBetweenMessages(event);
    else {
      event.preventDefault();
      doDeed(deed, message, article, actions);
    }
  };
}

/** Up and Down move between messages; everything else scrolls as the system does it. */
function moveBetweenMessages(event: KeyboardEvent<HTMLElement>): void {
  if ((event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const log = event.currentTarget;
  const articles = [...log.querySelectorAll('article')];
  const focused = articles.findIndex((article) => article.contains(document.activeElement));
  const next = focused < 0 ? lastVisible(articles, log) : articles[focused + (event.key === 'ArrowUp' ? -1 : 1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function lastVisible(articles: readonly HTMLElement[], log: HTMLElement): HTMLElement | undefined {
  const { bottom } = log.getBoundingClientRect();
  return articles.findLast((article) => article.getBoundingClientRect().bottom <= bottom + 1) ?? articles.at(-1);
}

/** What copying from the log means now: the selection, else the message that has the focus. */
export function logText(log: Element | null): string {
  if (log === null) return '';
  const selected = selectedText(document.getSelection(), log, TEXT);
  if (selected !== '') return selected;
  const article = document.activeElement?.closest('article');
  return article !== null && article !== undefined && log.contains(article) ? (article.querySelector(TEXT)?.textContent ?? '') : '';
}

export function copyFromLog(event: ClipboardEvent<HTMLElement>): void {
  const text = logText(event.currentTarget);
  if (text === '') return;
  event.preventDefault();
  event.clipboardData.setData('text/plain', text);
}

export function selectMessage(article: Element): void {
  const text = article.querySelector(TEXT);
  if (text !== null) document.getSelection()?.selectAllChildren(text);
}

/** Rows that must not leave the document although they are out of sight: those between the ends of a selection, and the focused one. */
export function useHeldRows(log: RefObject<HTMLElement | null>, rows: readonly MessageRow[]): readonly number[] {
  const [ends, setEnds] = useState('');
  useEffect(() => {
    const look = () => {
      const selection = document.getSelection();
      const selected = selection === null || selection.isCollapsed ? [] : [selection.anchorNode, selection.focusNode];
      const found = [...selected, document.activeElement].map((node) => rowOf(node, log.current));
      setEnds(found.join(' '));
    };
    document.addEventListener('selectionchange', look);
    document.addEventListener('focusin', look);
    return () => {
      document.removeEventListener('selectionchange', look);
      document.removeEventListener('focusin', look);
    };
  }, [log]);
  return useMemo(() => {
    const places = ends
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => rows.findIndex((row) => row.message.id === id))
      .filter((place) => place >= 0);
    if (places.length === 0) return [];
    const from = Math.min(...places);
    return Array.from({ length: Math.max(...places) - from + 1 }, (_, index) => from + index);
  }, [ends, rows]);
}

/** Whether the log has found its place: a frame after it has rows. */
export function usePlaced(empty: boolean): boolean {
  const [placed, setPlaced] = useState(false);
  useEffect(() => {
    if (empty) return;
    const frame = requestAnimationFrame(() => setPlaced(true));
    return () => cancelAnimationFrame(frame);
  }, [empty]);
  return placed;
}

/** The row that was asked for, while it shines. */
export function useFlash() {
  const [flash, setFlash] = useState<string | null>(null);
  useEffect(() => {
    if (flash === null) return;
    const timer = setTimeout(() => setFlash(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash]);
  return [flash, setFlash] as const;
}

function rowOf(node: Node | null, log: HTMLElement | null): string {
  const element = node instanceof Element ? node : node?.parentElement;
  const row = element?.closest<HTMLElement>('.log-row');
  return row !== null && row !== undefined && log?.contains(row) === true ? (row.dataset.id ?? '') : '';
}

/** Tells where the log stands once it rests there, and when it goes, by itself or with the page. */
export function useLeaving(
  log: RefObject<HTMLElement | null>,
  place: RefObject<{ readonly pinned: boolean; readonly upper: LogPlace | null }>,
  onLeave: (place: LogPlace | null) => void,
): void {
  useLayoutEffect(() => {
    const { current } = place;
    const leave = () => onLeave(current.pinned ? null : current.upper);
    const scroller = log.current;
    let timer = 0;
    const rest = () => {
      clearTimeout(timer);
      timer = window.setTimeout(leave, REST_MS);
    };
    scroller?.addEventListener('scrollend', rest);
    addEventListener('pagehide', leave);
    return () => {
      clearTimeout(timer);
      scroller?.removeEventListener('scrollend', rest);
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [log, place, onLeave]);
}
