// A month to choose a day from; days on which nothing was written cannot be chosen. Arrow keys move by day and week, Page keys by month
// (ARIA practices, date picker grid).
import './Calendar.css';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fullDate, monthName, weekdayNames } from './dates.ts';
import { Icon } from './Icon.tsx';

interface CalendarProps {
  /** ms since the epoch: the day that is shown first. */
  readonly day: number;
  /** Of these local midnights (one more than there are days) those that begin a day with messages. */
  readonly daysWith: (midnights: readonly number[]) => Promise<readonly number[]>;
  readonly onChoose: (midnight: number) => void;
}

/** Weeks begin on Monday, as in the calendars of the language Kith speaks. */
const MONDAY_FIRST = (date: Date) => (date.getDay() + 6) % 7;

export function Calendar({ day, daysWith, onChoose }: CalendarProps) {
  const { t } = useTranslation();
  const [at, setAt] = useState(() => midnightOf(day));
  const [known, setKnown] = useState<ReadonlySet<number>>(new Set());
  const grid = useRef<HTMLTableElement>(null);
  const month = new Date(new Date(at).getFullYear(), new Date(at).getMonth(), 1).getTime();
  const days = useMemo(() => daysOf(month), [month]);
  const ask = useRef(daysWith);
  ask.current = daysWith;
  useEffect(() => {
    let current = true;
    const begin = new Date(month);
    const next = new Date(begin.getFullYear(), begin.getMonth() + 1, 1).getTime();
    // What cannot be found out leaves nothing to choose.
    ask.current([...daysOf(month), next]).then(
      (found) => current && setKnown(new Set(found)),
      () => current && setKnown(new Set()),
    );
    return () => {
      current = false;
    };
  }, [month]);
  useEffect(() => {
    if (grid.current?.contains(document.activeElement)) grid.current.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
  }, [at]);
  const move = (by: { days?: number; months?: number }) =>
    setAt((before) => {
      const { days: step = 0, months = 0 } = by;
      const date = new Date(before);
      const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate();
      return new Date(date.getFullYear(), date.getMonth() + months, Math.min(date.getDate(), last) + step).getTime();
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = document.documentElement.dir === 'rtl' ? -1 : 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowRight: () => move({ days: step }),
      ArrowLeft: () => move({ days: -step }),
      ArrowDown: () => move({ days: 7 }),
      ArrowUp: () => move({ days: -7 }),
      PageDown: () => move({ months: 1 }),
      PageUp: () => move({ months: -1 }),
    };
    const go = moves[event.key];
    if (go === undefined) return;
    event.preventDefault();
    go();
  };
  const blanks = MONDAY_FIRST(new Date(month));
  const weeks = Array.from({ length: Math.ceil((blanks + days.length) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (__, column) => days[week * 7 + column - blanks]),
  );
  return (
    <div className="calendar">
      <div className="calendar-head">
        <button type="button" className="icon-button" aria-label={t('find.earlierMonth')} onClick={() => move({ months: -1 })}>
          <Icon icon={ChevronLeft} turns />
        </button>
        <p className="calendar-month" aria-live="polite">
          {monthName(month)}
        </p>
        <button type="button" className="icon-button" aria-label={t('find.laterMonth')} onClick={() => move({ months: 1 })}>
          <Icon icon={ChevronRight} turns />
        </button>
      </div>
      <table ref={grid} className="calendar-days" aria-label={monthName(month)} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdayNames().map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, row) => (
            <tr key={week.find((each) => each !== undefined) ?? row}>
              {week.map((each, column) =>
                each === undefined ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: an empty cell is its column
                  <td key={column} />
                ) : (
                  <td key={each}>
                    <button
                      type="button"
                      className="calendar-day"
                      data-day={each}
                      tabIndex={each === at ? 0 : -1}
                      aria-disabled={!known.has(each)}
                      aria-label={fullDate(each)}
                      onClick={() => {
                        setAt(each);
                        if (known.has(each)) onChoose(each);
                      }}
                    >
                      {new Date(each).getDate()}
                    </button>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function midnightOf(time: number): number {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function daysOf(month: number): readonly number[] {
  const first = new Date(month);
  const length = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
  return Array.from({ length }, (_, day) => new Date(first.getFullYear(), first.getMonth(), day + 1).getTime());
}
