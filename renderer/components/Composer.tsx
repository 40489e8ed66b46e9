// The text box: Enter sends, Shift+Enter breaks the line, Enter that belongs to an input method does neither.
import './Composer.css';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ComposeDoors, makeComposeSession } from './compose-session.ts';
import { Fault } from './Field.tsx';
import { Icon } from './Icon.tsx';

interface ComposerProps extends Pick<ComposeDoors, 'send' | 'saveDraft' | 'setTyping'> {
  readonly to: string;
  readonly draft: string;
  /** UTF-16 units. */
  readonly limit: number;
}

/** An input method confirms with Enter; browsers that do not say isComposing say key code 229. */
const COMPOSING = 229;

export function Composer({ to, draft, limit, send, saveDraft, setTyping }: ComposerProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLTextAreaElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [session] = useState(() =>
    makeComposeSession(draft, {
      send,
      saveDraft,
      setTyping,
      changed: redraw,
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    }),
  );

  useEffect(() => {
    box.current?.focus();
    addEventListener('pagehide', session.pause);
    return () => {
      removeEventListener('pagehide', session.pause);
      session.pause();
    };
  }, [session]);

  const submit = () => void session.submit(limit);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.nativeEvent.isComposing || event.keyCode === COMPOSING) return;
    event.preventDefault();
    submit();
  };

  const text = session.text();
  const excess = text.length - limit;
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
        box.current?.focus();
      }}
    >
      {excess > 0 && <Fault text={t('composer.tooLong', { count: excess })} />}
      {session.failed() && <Fault text={t('composer.failed')} />}
      <div className="composer-box">
        <textarea
          ref={box}
          className="composer-text scrolls"
          aria-label={t('composer.message')}
          placeholder={t('composer.placeholder', { name: to })}
          rows={1}
          dir="auto"
          value={text}
          onChange={(event) => session.input(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={session.pause}
        />
        <button
          type="submit"
          className="icon-button composer-send"
          aria-label={t('composer.send')}
          aria-disabled={text.trim() === '' || excess > 0 || session.sending()}
        >
          <Icon icon={SendHorizontal} turns />
        </button>
      </div>
    </form>
  );
}
