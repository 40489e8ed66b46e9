// Finding in the open conversation: words with their places, from the newest back; or a day. Where one came from stays one press away.
import './FindBar.css';
import { Popover } from '@base-ui/react/popover';
import { CalendarDays, ChevronDown, ChevronUp, Undo2, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/conversation.ts';
import { SEARCH_LIMIT, type SearchHit } from '../../shared/search.ts';
import { Calendar } from '../components/Calendar.tsx';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';
import { useLookAgain } from './look-again.ts';

const WAIT_MS = 80;
const MOST = 200;
const NOTHING: readonly SearchHit[] = [];

export function FindBar({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const { id } = conversation;
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [hits, setHits] = useState(NOTHING);
  const [chosen, setChosen] = useState<SearchHit['message'] | null>(null);
  const origin = useOrigin(id);
  const { aim, findIn, report } = useStore.getState();

  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      const { searchIn } = useStore.getState();
      const found = typed.trim() === '' ? Promise.resolve(NOTHING) : searchIn(id, typed, MOST);
      found
        .then((next) => {
          if (!current) return;
          setHits(next);
          setChosen(null);
        })
        .catch(report);
    }, WAIT_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [id, typed, report]);

  useLookAgain(conversation, typed, async () => {
    if (typed.trim() === '') return;
    const next = await useStore.getState().searchIn(id, typed, MOST);
    if (box.current?.value === typed) setHits(next);
  });

  const at = hits.findIndex(({ message }) => message.id === chosen?.id);
  // What was chosen may be gone: the one before it and the one after it are still where they were.
  const here = hits[at]?.message.position ?? chosen?.position;
  const earlier = hits.find(({ message }) => here === undefined || message.position < here);
  const later = hits.findLast(({ message }) => here !== undefined && message.position > here);
  const go = (hit: SearchHit | undefined) => {
    if (hit === undefined) return;
    const { message } = hit;
    origin.keep();
    setChosen(message);
    aim({ conversation: id, position: message.position, message: message.id });
  };
  const close = () => {
    findIn(null);
    document.querySelector<HTMLElement>('.composer-text')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' || event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      const down = event.key === 'ArrowDown' || (event.key === 'Enter' && event.shiftKey);
      go(down ? (later ?? hits[0]) : (earlier ?? hits.at(-1)));
    }
  };
  const toDay = (time: number) => {
    origin.keep();
    useStore
      .getState()
      .positionAt(id, time)
      .then((position) => position !== null && aim({ conversation: id, position }))
      .catch(report);
  };
  const count = typed.trim() === '' ? '' : hits.length === 0 ? t('find.none') : countWords(t, at, hits.length);
  return (
    <search className="find-bar" aria-label={t('find.label')}>
      <input
        ref={box}
        type="search"
        className="find-input"
        aria-label={t('find.words')}
        placeholder={t('find.words')}
        maxLength={SEARCH_LIMIT}
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p className="find-count" role="status">
        {count}
      </p>
      <FindButton label={t('find.earlier')} icon={ChevronUp} disabled={earlier === undefined} onPress={() => go(earlier)} />
      <FindButton label={t('find.later')} icon={ChevronDown} disabled={later === undefined} onPress={() => go(later)} />
      <DayButton conversation={conversation} onDay={toDay} />
      <FindButton label={t('find.return')} icon={Undo2} disabled={!origin.kept} onPress={origin.back} />
      <FindButton label={t('find.close')} icon={X} onPress={close} />
    </search>
  );
}

type Words = ReturnType<typeof useTranslation>['t'];

function countWords(t: Words, at: number, count: number): string {
  const shown = count >= MOST ? `${count}+` : String(count);
  return at < 0 ? t('find.count', { count, shown }) : t('find.at', { at: at + 1, shown });
}

interface FindButtonProps {
  readonly label: string;
  readonly icon: typeof X;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

function FindButton({ label, icon, disabled = false, onPress }: FindButtonProps) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={disabled} onClick={onPress}>
      <Icon icon={icon} size={18} />
    </button>
  );
}

function DayButton({ conversation, onDay }: { readonly conversation: Conversation; readonly onDay: (time: number) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const newest = conversation.last?.sentAt ?? Date.now();
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="icon-button" aria-label={t('find.day')} title={t('find.day')}>
        <Icon icon={CalendarDays} size={18} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="find-place" align="end" sideOffset={4} collisionPadding={8}>
          <Popover.Popup className="find-days" aria-label={t('find.day')}>
            <Calendar
              day={newest}
              daysWith={(midnights) => useStore.getState().daysWithMessages(conversation.id, midnights)}
              onChoose={(time) => {
                setOpen(false);
                onDay(time);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Where in the log the person was before the first jump. */
function useOrigin(id: string) {
  const place = useRef<number | 'end' | null>(null);
  const [kept, setKept] = useState(false);
  return {
    kept,
    keep() {
      if (place.current !== null) return;
      const log = document.querySelector('.log');
      const { top = 0, bottom = 0 } = log?.getBoundingClientRect() ?? {};
      const newest = log?.querySelector('[data-end="true"]')?.getBoundingClientRect();
      // Where one is taken ends up in the middle, so that is what counts.
      const middle = [...(log?.querySelectorAll<HTMLElement>('[data-position]') ?? [])].find(
        (row) => row.getBoundingClientRect().bottom > (top + bottom) / 2,
      );
      const atEnd = middle === undefined || (newest !== undefined && newest.top < bottom && !laterLoaded(id));
      place.current = atEnd ? 'end' : Number(middle.dataset.position);
      setKept(true);
    },
    back() {
      if (place.current !== null) useStore.getState().aim({ conversation: id, position: place.current });
      place.current = null;
      setKept(false);
    },
  };
}

/** Whether the log ends before the newest message. */
function laterLoaded(id: string): boolean {
  return useStore.getState().loaded[id]?.later === true;
}
