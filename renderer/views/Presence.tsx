// Own presence: a popup at the account's avatar with what others are told of the person, and a few words about it.
import './Presence.css';
import { Popover } from '@base-ui/react/popover';
import { Check, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OwnPresence, RECENT_STATUSES, STATUS_LIMIT } from '../../shared/contact.ts';
import { Icon } from '../components/Icon.tsx';
import { allGroups } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

const CHOICES = ['available', 'away', 'busy', 'hidden'] as const;

interface PresenceProps {
  /** Which account this is and how it is connected, in words. */
  readonly account: string;
  readonly children: ReactNode;
}

export function Presence({ account, children }: PresenceProps) {
  const { t } = useTranslation();
  const presence = useStore((state) => state.presence);
  const several = useStore((state) => Object.keys(state.accounts).length > 1);
  const [open, setOpen] = useState(false);
  const id = useId();
  const said = [t(`presence.${presence.availability}`), presence.status].filter((part) => part !== '').join(' · ');
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="rail-own" aria-label={t('own.title')} aria-describedby={id} title={`${account}\n${said}`}>
        {children}
        <span className="heard" id={id}>
          {account}, {said}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="menu-place" side="inline-end" align="start" sideOffset={8} collisionPadding={8}>
          <Popover.Popup className="presence" aria-label={t('own.title')}>
            <p className="presence-account">
              <bdi>{several ? t('own.all') : account}</bdi>
            </p>
            <Choices presence={presence} onDone={() => setOpen(false)} />
            {presence.availability === 'hidden' && <Excepted />}
            <Status key={presence.status} presence={presence} onDone={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface PartProps {
  readonly presence: OwnPresence;
  readonly onDone: () => void;
}

/** Arrow keys move without choosing: every choice is told to everybody at once. */
function Choices({ presence, onDone }: PartProps) {
  const { t } = useTranslation();
  const changePresence = useStore((state) => state.changePresence);
  const report = useStore((state) => state.report);
  // One account that cannot be hidden is enough for the plainer words.
  const hides = useStore((state) => Object.values(state.accounts).every((account) => account.hides === true || account.off === true));
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const buttons = [...(group.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button.contains(document.activeElement));
    if (step === undefined || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div ref={group} className="presence-choices" role="radiogroup" aria-label={t('own.availability')} onKeyDown={onKeyDown}>
      {CHOICES.map((availability) => {
        const chosen = presence.availability === availability;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a native radio would choose with every arrow key
          <button
            key={availability}
            type="button"
            role="radio"
            aria-checked={chosen}
            tabIndex={chosen ? 0 : -1}
            className="presence-choice"
            onClick={() => {
              changePresence({ availability }).catch(report);
              onDone();
            }}
          >
            <span className="avatar-dot inline" data-presence={availability === 'hidden' ? 'offline' : availability} aria-hidden="true" />
            <span className="presence-words">
              {t(`presence.${availability}`)}
              {availability === 'busy' && <span className="presence-hint">{t('own.busyHint')}</span>}
              {availability === 'hidden' && <span className="presence-hint">{t(hides ? 'own.hiddenHint' : 'own.goneHint')}</span>}
            </span>
            {chosen && <Icon icon={Check} size={18} />}
          </button>
        );
      })}
    </div>
  );
}

/** Groups that see the person all the same; single people are chosen in their details. */
function Excepted() {
  const { t } = useTranslation();
  const contacts = useStore((state) => state.contacts);
  const chosen = useStore((state) => state.settings.appearToGroups);
  const people = useStore((state) => state.settings.appearToContacts.length);
  const { changeSettings, report } = useStore.getState();
  const groups = useMemo(() => allGroups(contacts), [contacts]);
  const choose = (group: string, on: boolean) => {
    const appearToGroups = on ? [...chosen, group] : chosen.filter((each) => each !== group);
    changeSettings({ appearToGroups }).catch(report);
  };
  return (
    <fieldset className="presence-excepted">
      <legend className="presence-hint">{t('own.excepted')}</legend>
      {groups.map((group) => (
        <label key={group} className="edit-group">
          <input type="checkbox" checked={chosen.includes(group)} onChange={(event) => choose(group, event.target.checked)} />
          <bdi>{group}</bdi>
        </label>
      ))}
      <p className="presence-hint">{people === 0 ? t('own.exceptedPeople') : t('own.exceptedCount', { count: people })}</p>
    </fieldset>
  );
}

function Status({ presence, onDone }: PartProps) {
  const { t } = useTranslation();
  const changePresence = useStore((state) => state.changePresence);
  const report = useStore((state) => state.report);
  const recent = useStore((state) => state.settings.recentStatuses);
  const changeSettings = useStore((state) => state.changeSettings);
  const [text, setText] = useState(presence.status);
  const field = useRef<HTMLInputElement>(null);
  const save = (status: string) => {
    const said = status.trim();
    if (said === presence.status) return;
    changePresence({ status }).catch(report);
    if (said === '') return;
    const recentStatuses = [said, ...recent.filter((each) => each !== said)].slice(0, RECENT_STATUSES);
    changeSettings({ recentStatuses }).catch(report);
  };
  return (
    <div className="presence-status">
      <div className="field-box">
        <input
          ref={field}
          className="field-input"
          aria-label={t('own.status')}
          placeholder={t('own.statusHint')}
          maxLength={STATUS_LIMIT}
          dir="auto"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            save(text);
            onDone();
          }}
          onBlur={() => save(text)}
        />
        {text !== '' && (
          <button
            type="button"
            className="search-clear"
            aria-label={t('own.clear')}
            title={t('own.clear')}
            onClick={() => {
              setText('');
              save('');
              field.current?.focus();
            }}
          >
            <Icon icon={X} size={16} />
          </button>
        )}
      </div>
      <p className="presence-hint">{t('own.enter')}</p>
      {recent.some((each) => each !== presence.status) && (
        <ul className="presence-recent" aria-label={t('own.recent')}>
          {recent
            .filter((each) => each !== presence.status)
            .map((each) => (
              <li key={each}>
                <button
                  type="button"
                  className="presence-choice"
                  onClick={() => {
                    save(each);
                    onDone();
                  }}
                >
                  <bdi className="presence-said">{each}</bdi>
                </button>
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}
