// Passing a message's text on to another chat.
import './NewChat.css';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';
import { AccountMark } from '../components/AccountMark.tsx';
import { Avatar } from '../components/Avatar.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { fuzzyFilter } from '../components/fuzzy.ts';
import { bringIntoView, stepTo } from '../components/list-keys.ts';
import { inOrder } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import { useVias } from './accounts.ts';

const SHOWN = 50;

export function Forward({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  const id = useId();
  const conversations = useStore((state) => state.conversations);
  const { ask, show, forwardMessage, report } = useStore.getState();
  const viaOf = useVias();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(false);
  const options = useMemo(() => {
    const all = inOrder(conversations);
    const typed = text.trim();
    return (typed === '' ? all : fuzzyFilter(all, typed, ({ title, address }) => [title, address])).slice(0, SHOWN);
  }, [conversations, text]);

  const choose = (to: Conversation | undefined) => {
    if (to === undefined || sent.current) return;
    sent.current = true;
    // Its text box is there before the dialog goes and gives it the focus.
    flushSync(() => show(to.id));
    ask(null);
    forwardMessage(message.id, to.id).catch(report);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = stepTo(event.key, active, options.length);
    if (event.key === 'Enter') choose(options[active]);
    else if (next === undefined) return;
    else {
      setActive(next);
      bringIntoView(`${id}-${next}`);
    }
    event.preventDefault();
  };

  return (
    <Dialog
      title={t('forward.title')}
      onClose={() => ask(null)}
      first={field}
      last={() => (sent.current ? document.querySelector<HTMLElement>('.composer-text') : null)}
    >
      <div className="field">
        <label className="field-label" htmlFor={`${id}-field`}>
          {t('forward.field')}
        </label>
        <div className="field-box">
          <input
            id={`${id}-field`}
            ref={field}
            className="field-input"
            role="combobox"
            aria-expanded={options.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={options.length > 0 ? `${id}-${active}` : undefined}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        {options.length === 0 && <p className="new-chat-hint">{t('forward.none')}</p>}
      </div>
      <div className="new-chat-list" id={`${id}-list`} role="listbox" aria-label={t('forward.list')}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys
          <div
            key={option.id}
            id={`${id}-${index}`}
            className="new-chat-option"
            role="option"
            aria-selected={index === active}
            onClick={() => choose(option)}
          >
            <Avatar address={option.address} name={option.title} picture={option.picture} size={32} />
            <span className="new-chat-name">
              <bdi>{option.title}</bdi>
              <bdi className="new-chat-address">{option.address}</bdi>
              <AccountMark via={viaOf({ account: option.account, address: option.address, name: option.title })} />
            </span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
