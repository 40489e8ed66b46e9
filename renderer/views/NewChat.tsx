// Start a chat: choose a contact by name, or type a whole address.
import './NewChat.css';
import { AtSign } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../shared/contact.ts';
import { AccountMark } from '../components/AccountMark.tsx';
import { Avatar } from '../components/Avatar.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Fault } from '../components/Field.tsx';
import { fuzzyFilter } from '../components/fuzzy.ts';
import { Icon } from '../components/Icon.tsx';
import { bringIntoView, stepTo } from '../components/list-keys.ts';
import { useStore } from '../store/index.ts';
import { useVias } from './accounts.ts';
import { useErrorSentence } from './error-sentence.ts';
import { From, useFrom } from './From.tsx';
import { usePeople } from './people.ts';

const SHOWN = 50;

type Option =
  | { readonly kind: 'person'; readonly account: string; readonly address: string; readonly contact: Contact }
  | { readonly kind: 'address'; readonly account: string; readonly address: string };

export function NewChat() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const id = useId();
  const [account, setAccount] = useFrom();
  const viaOf = useVias();
  const startConversation = useStore((state) => state.startConversation);
  const showDialog = useStore((state) => state.showDialog);
  const show = useStore((state) => state.show);
  const [text, setText] = useState('');
  const [active, setActive] = useState(-1);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const opened = useRef(false);
  const everybody = usePeople();
  const options = useMemo(() => optionsFor(everybody, text.trim(), account), [everybody, text, account]);

  const open = async (from: string, address: string) => {
    if (busy) return;
    setBusy(true);
    setFault(undefined);
    try {
      const conversation = await startConversation(from, address);
      opened.current = true;
      // Its text box is there before the dialog goes and gives it the focus.
      flushSync(() => show(conversation.id));
      showDialog(null);
    } catch (error) {
      setFault(sentence(error));
      field.current?.focus();
    }
    setBusy(false);
  };
  const submit = () => {
    const typed = text.trim();
    const chosen = options[active] ?? (typed.includes('@') ? undefined : options[0]);
    if (chosen !== undefined) void open(chosen.account, chosen.address);
    else if (typed !== '' && account !== undefined) void open(account, typed);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = stepTo(event.key, active, options.length);
    if (next !== undefined) {
      event.preventDefault();
      setActive(next);
      bringIntoView(`${id}-${next}`);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      submit();
    }
  };

  return (
    <Dialog
      title={t('newChat.title')}
      onClose={() => showDialog(null)}
      first={field}
      last={() => (opened.current ? document.querySelector<HTMLElement>('.composer-text') : null)}
    >
      <div className="field">
        <label className="field-label" htmlFor={`${id}-field`}>
          {t('newChat.field')}
        </label>
        <div className="field-box" data-faulty={fault !== undefined}>
          <input
            id={`${id}-field`}
            ref={field}
            className="field-input"
            role="combobox"
            aria-expanded={options.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
            aria-invalid={fault !== undefined}
            aria-describedby={fault === undefined ? `${id}-hint` : `${id}-fault`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(-1);
              setFault(undefined);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        {fault === undefined ? (
          <p className="new-chat-hint" id={`${id}-hint`}>
            {options.length === 0 && text.trim() !== '' ? t('newChat.none') : t('newChat.hint')}
          </p>
        ) : (
          <Fault id={`${id}-fault`} text={fault} />
        )}
      </div>
      <From from={account} onChoose={setAccount} />
      <div className="new-chat-list" id={`${id}-list`} role="listbox" aria-label={t('newChat.people')}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys
          <div
            key={option.kind === 'person' ? option.contact.id : option.kind}
            id={`${id}-${index}`}
            className="new-chat-option"
            role="option"
            aria-selected={index === active}
            onClick={() => void open(option.account, option.address)}
          >
            {option.kind === 'address' ? (
              <>
                <span className="new-chat-at">
                  <Icon icon={AtSign} />
                </span>
                <span className="new-chat-name">{t('newChat.write', { address: option.address })}</span>
              </>
            ) : (
              <>
                <Avatar
                  address={option.address}
                  name={option.contact.name}
                  picture={option.contact.picture}
                  size={32}
                  presence={option.contact.presence.availability}
                />
                <span className="new-chat-name">
                  <bdi>{option.contact.name}</bdi>
                  <bdi className="new-chat-address">{option.address}</bdi>
                  <AccountMark via={viaOf(option.contact)} />
                </span>
              </>
            )}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

/** Contacts of the chosen account before those of others; a whole address is offered unless the chosen account has it as a contact. */
function optionsFor(all: readonly Contact[], typed: string, account: string | undefined): readonly Option[] {
  const found = all.toSorted((a, b) => Number(b.account === account) - Number(a.account === account));
  const fitting = typed === '' ? found : fuzzyFilter(found, typed, (contact) => [contact.name, contact.address]);
  const persons = fitting
    .slice(0, SHOWN)
    .map((contact) => ({ kind: 'person' as const, account: contact.account, address: contact.address, contact }));
  const known = persons.some((option) => option.account === account && option.address.toLowerCase() === typed.toLowerCase());
  if (account === undefined || known || !/^[^@\s]+@[^@\s]+$/.test(typed)) return persons;
  return [{ kind: 'address', account, address: typed }, ...persons];
}
