// Choose an emoji: search, groups, the recent ones, skin tone. The search box keeps the focus; arrow keys move in the grid and Enter picks.
import './EmojiPicker.css';
import { Apple, Clock, Flag, Hand, Leaf, Lightbulb, type LucideIcon, Plane, Search, Shapes, Smile, Trophy } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VList, type VListHandle } from 'virtua';
import { SKIN_TONES, type SkinTone } from '../../shared/settings.ts';
import { type Emoji, emojiFinder, loadEmoji, toned } from './emoji.ts';
import { type Cell, type EmojiRow, emojiRows, step } from './emoji-rows.ts';
import { Icon } from './Icon.tsx';

export interface EmojiPickerProps {
  readonly recent: readonly string[];
  readonly tone: SkinTone;
  readonly onPick: (emoji: string) => void;
  readonly onTone: (tone: SkinTone) => void;
  /** The search box, which wants the focus. */
  readonly field?: RefObject<HTMLInputElement | null>;
}

const ICONS: Readonly<Record<Exclude<EmojiRow['group'], 'found'>, LucideIcon>> = {
  recent: Clock,
  smileys: Smile,
  people: Hand,
  nature: Leaf,
  food: Apple,
  travel: Plane,
  activities: Trophy,
  objects: Lightbulb,
  symbols: Shapes,
  flags: Flag,
};
const HANDS = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'] as const;

export function EmojiPicker({ recent, tone, onPick, onTone, field }: EmojiPickerProps) {
  const { t } = useTranslation();
  const id = useId();
  const all = useEmoji();
  const find = useMemo(() => emojiFinder(all), [all]);
  const list = useRef<VListHandle>(null);
  const [query, setQuery] = useState('');
  // At once, not deferred: Enter must never pick what an earlier query found.
  const wanted = query.trim();
  const [active, setActive] = useState<number | null>(null);
  const [place, setPlace] = useState<EmojiRow['group']>('smileys');
  // What was recent when the picker opened: it does not change under the pointer.
  const [before] = useState(recent);
  const rows = useMemo(() => {
    const cell = (emoji: Emoji): Cell => ({ text: toned(emoji, tone), name: emoji.name, code: emoji.codes[0] });
    if (wanted !== '') return emojiRows([['found', find(wanted).slice(0, 200).map(cell)]]);
    const known = new Map(all.flatMap((emoji) => [emoji.text, ...emoji.tones].map((text) => [text, emoji] as const)));
    const recently = before.flatMap((text) => {
      const emoji = known.get(text);
      return emoji === undefined ? [] : [{ ...cell(emoji), text }];
    });
    return emojiRows([
      ['recent', recently],
      ...Array.from(
        Map.groupBy(all, ({ group }) => group),
        ([group, emoji]) => [group, emoji.map(cell)] as const,
      ),
    ]);
  }, [all, find, wanted, tone, before]);
  const cells = useMemo(() => rows.flatMap((row) => row.cells), [rows]);
  const chosen = active === null ? (wanted === '' ? undefined : cells[0]) : cells[active];
  const at = chosen === undefined ? null : (active ?? 0);

  // Enter before there was anything to take.
  const [early, setEarly] = useState(false);
  useEffect(() => {
    if (!early || all.length === 0) return;
    setEarly(false);
    if (chosen !== undefined) onPick(chosen.text);
  }, [early, all, chosen, onPick]);

  const move = (to: number | null) => {
    setActive(to);
    if (to !== null)
      list.current?.scrollToIndex(
        rows.findLastIndex((row) => row.from <= to && row.cells.length > 0),
        { align: 'nearest' },
      );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen !== undefined) onPick(chosen.text);
      else setEarly(all.length === 0);
      return;
    }
    // Without a place in the grid, Left and Right are the text's.
    if (active === null && event.key !== 'ArrowDown') return;
    const next = step(rows, active, event.key, document.documentElement.dir === 'rtl');
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };

  return (
    <div className="emoji-picker">
      <div className="emoji-search">
        <Icon icon={Search} size={16} />
        <input
          ref={field}
          type="text"
          role="combobox"
          className="emoji-field"
          aria-label={t('emoji.search')}
          placeholder={t('emoji.search')}
          aria-expanded={cells.length > 0}
          aria-controls={cells.length > 0 ? `${id}-list` : undefined}
          aria-activedescendant={at === null ? undefined : `${id}-${at}`}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(null);
            setEarly(false);
            list.current?.scrollTo(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <fieldset className="emoji-groups" aria-label={t('emoji.jump')}>
        {rows.flatMap(({ group, first }, index) =>
          first && group !== 'found' ? (
            <button
              key={group}
              type="button"
              className="emoji-group"
              aria-label={t(`emoji.groups.${group}`)}
              title={t(`emoji.groups.${group}`)}
              aria-current={place === group}
              onClick={() => list.current?.scrollToIndex(index, { align: 'start' })}
            >
              <Icon icon={ICONS[group]} size={18} />
            </button>
          ) : (
            []
          ),
        )}
      </fieldset>
      <div className="emoji-list">
        {all.length > 0 && cells.length === 0 ? (
          <p className="emoji-none">{t('emoji.none', { query: wanted.slice(0, 40) })}</p>
        ) : (
          <VList
            ref={list}
            role="listbox"
            id={`${id}-list`}
            aria-label={t('emoji.list')}
            className="emoji-scroll scrolls"
            data={rows}
            onScroll={(offset) => setPlace(rows[list.current?.findItemIndex(offset) ?? 0]?.group ?? 'smileys')}
          >
            {(row) =>
              row.cells.length === 0 ? (
                <div key={row.group} className="emoji-heading" aria-hidden="true">
                  {t(`emoji.groups.${row.group}`)}
                </div>
              ) : (
                <div key={row.from} className="emoji-row">
                  {row.cells.map((cell, column) => (
                    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search box, which names the active option
                    // biome-ignore lint/a11y/useKeyWithClickEvents: the search box has the keys
                    <div
                      key={cell.text}
                      id={`${id}-${row.from + column}`}
                      role="option"
                      className="emoji-cell"
                      aria-label={cell.name}
                      aria-selected={row.from + column === at}
                      onPointerMove={() => setActive(row.from + column)}
                      onClick={() => onPick(cell.text)}
                    >
                      {cell.text}
                    </div>
                  ))}
                </div>
              )
            }
          </VList>
        )}
      </div>
      <div className="emoji-foot">
        <p className="emoji-shown" aria-hidden="true">
          {chosen !== undefined && (
            <>
              <span className="emoji-large">{chosen.text}</span>
              <span className="emoji-name">
                {chosen.name}
                {chosen.code !== undefined && <span className="emoji-code">:{chosen.code}:</span>}
              </span>
            </>
          )}
        </p>
        <fieldset className="emoji-tones" aria-label={t('emoji.tone')}>
          {SKIN_TONES.map((each) => (
            <label key={each} className="emoji-tone" title={t(`emoji.tones.${each}`)}>
              <input
                type="radio"
                name={`${id}-tone`}
                aria-label={t(`emoji.tones.${each}`)}
                checked={each === tone}
                onChange={() => onTone(each)}
              />
              <span aria-hidden="true">{HANDS[each]}</span>
            </label>
          ))}
        </fieldset>
      </div>
    </div>
  );
}

/** None until the data has come: from the app itself, so within a frame or two. */
export function useEmoji(wanted = true): readonly Emoji[] {
  const [all, setAll] = useState<readonly Emoji[]>([]);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    // A part of the app that cannot be loaded leaves the picker empty; the text box takes emoji without it.
    loadEmoji().then(
      (found) => gone || setAll(found),
      (error: unknown) => console.error('the emoji were not loaded', error),
    );
    return () => {
      gone = true;
    };
  }, [wanted]);
  return all;
}
