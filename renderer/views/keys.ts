// What the shortcuts of components/shortcuts.ts do, wherever the focus is.
import { useEffect } from 'react';
import { assertNever } from '../../shared/errors.ts';
import { type Settings, TEXT_SIZES } from '../../shared/settings.ts';
import { muteUntil } from '../components/mute.ts';
import { remPx } from '../components/rem.ts';
import { type ShortcutId, shortcutFor } from '../components/shortcuts.ts';
import { inOrder, isMuted, listed, neighbour } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import { moveRegion } from './regions.ts';

const LAYERS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
const TEXT_BOXES = 'input:not([type="radio"], [type="checkbox"]), textarea, [contenteditable="true"]';
const ONE_PANE_REM = 40;
const DETAILS_BESIDE_REM = 55;

/** Whether the window shows one pane at a time; the same measure as in App.css. */
export function isNarrow(): boolean {
  return innerWidth < ONE_PANE_REM * remPx();
}

/** Whether the details lie over the conversation instead of beside it; the same measure as in Details.css. */
export function detailsCover(): boolean {
  return innerWidth < DETAILS_BESIDE_REM * remPx();
}

/** `panes`: the chats are on the screen, not signing in. */
export function useShortcuts(panes: boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const id = shortcutFor(
        {
          key: event.key,
          code: event.code,
          ctrlKey: event.ctrlKey,
          metaKey: event.metaKey,
          altKey: event.altKey,
          shiftKey: event.shiftKey,
          isComposing: event.isComposing,
          altGraph: event.getModifierState('AltGraph'),
          inText: event.target instanceof Element && event.target.matches(TEXT_BOXES),
          covered: document.querySelector(LAYERS) !== null,
        },
        useStore.getState().platform === 'darwin',
      );
      if (id !== null && (panes || WITHOUT_PANES.has(id)) && run(id)) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [panes]);
}

const WITHOUT_PANES: ReadonlySet<ShortcutId> = new Set(['zoom-in', 'zoom-out', 'zoom-reset', 'quit']);

/** False when there was nothing to do, so that the key keeps its own meaning. */
function run(id: ShortcutId): boolean {
  const state = useStore.getState();
  switch (id) {
    case 'new-chat':
    case 'settings':
    case 'shortcuts':
      state.showDialog(id);
      return true;
    case 'find':
      if (state.open === null) return false;
      state.findIn(state.open);
      document.querySelector<HTMLInputElement>('.find-input')?.select();
      return true;
    case 'search':
      state.startSearch();
      return true;
    case 'next-chat':
      return turn(1, false);
    case 'previous-chat':
      return turn(-1, false);
    case 'next-unread':
      return turn(1, true);
    case 'mute':
    case 'archive':
      return change(id);
    case 'back':
      return back();
    case 'next-region':
      return moveRegion(1);
    case 'previous-region':
      return moveRegion(-1);
    case 'zoom-in':
      return zoom(1);
    case 'zoom-out':
      return zoom(-1);
    case 'zoom-reset':
      return size(100);
    case 'quit':
      state.quit().catch(state.report);
      return true;
    default:
      return assertNever(id);
  }
}

function turn(step: 1 | -1, unread: boolean): boolean {
  const { conversations, onlyAccount, section, open, show } = useStore.getState();
  // What is unread is looked for everywhere.
  const rows = listed(inOrder(conversations, unread ? null : onlyAccount), section === 'archived' && !unread ? 'archived' : 'chats', open);
  const next = neighbour(rows, open, step, unread);
  if (next !== undefined) show(next.id);
  return true;
}

function change(what: 'mute' | 'archive'): boolean {
  const { conversations, open, mute, archive, report } = useStore.getState();
  const row = open === null ? undefined : conversations[open];
  if (row === undefined) return false;
  const now = Date.now();
  const done = what === 'mute' ? mute(row.id, isMuted(row, now) ? 0 : muteUntil('always', now)) : archive(row.id, !row.archived);
  done.catch(report);
  return true;
}

/** One layer at a time: from reading above to the newest message, then the details, then the chat, then the list that was put aside. */
function back(): boolean {
  const { open, away, details, section, aim, showDetails, show, go } = useStore.getState();
  if (open !== null && away && !(details && isNarrow())) aim({ conversation: open, position: 'end' });
  else if (details && open !== null) showDetails(false);
  else if (open !== null) show(null);
  else if (section === 'archived' || section === 'requests') go('chats');
  else return false;
  return true;
}

function zoom(step: 1 | -1): boolean {
  const { textSize } = useStore.getState().settings;
  const at = TEXT_SIZES.indexOf(textSize) + step;
  return size(TEXT_SIZES[Math.min(TEXT_SIZES.length - 1, Math.max(0, at))] ?? textSize);
}

function size(textSize: Settings['textSize']): boolean {
  const { settings, changeSettings, report } = useStore.getState();
  if (settings.textSize !== textSize) changeSettings({ textSize }).catch(report);
  return true;
}
