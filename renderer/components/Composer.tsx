// The text box: Enter sends, Shift+Enter breaks the line, Enter that belongs to an input method does neither.
import './Composer.css';
import { Check, SendHorizontal, SmilePlus } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mention } from '../../shared/mention.ts';
import { excess, type Message, type Quote } from '../../shared/message.ts';
import type { SkinTone } from '../../shared/settings.ts';
import { AccountStripe, type Via } from './AccountMark.tsx';
import { Completions, useCompletions } from './Completions.tsx';
import { ComposeBar } from './ComposeBar.tsx';
import { type ComposeDoors, type KeptEdit, makeComposeSession } from './compose-session.ts';
import { directiveFor, type Edit, styled } from './compose-text.ts';
import { EmojiPopover } from './EmojiPopover.tsx';
import { useEmojiOffer } from './emoji-completions.tsx';
import { Fault } from './Field.tsx';
import { Icon } from './Icon.tsx';
import { type Person, useMentionOffer } from './mention-completions.tsx';
import { TextMenu } from './TextMenu.tsx';

interface ComposerProps extends Pick<ComposeDoors, 'send' | 'correct' | 'saveDraft' | 'keepEdit' | 'setTyping'> {
  readonly to: string;
  /** Of several accounts, the one this goes out from. */
  readonly via: Via | undefined;
  /** Bare JID of the account. */
  readonly self: string;
  readonly draft: string;
  readonly draftReply: Quote | null;
  readonly draftMentions: readonly Mention[] | undefined;
  /** What was being edited when the person looked elsewhere. */
  readonly kept: KeptEdit | null;
  /** Who fits some of a name; see useMentionOffer. */
  readonly whom: (typed: string) => readonly Person[];
  /** A message to answer or to edit, whole; told when it was taken. */
  readonly asked: { readonly kind: 'reply' | 'edit'; readonly message: Message } | null;
  readonly onTaken: () => void;
  /** The person wants to edit what they wrote last. */
  readonly onLast: () => void;
  /** Bytes of the largest stanza the server takes. */
  readonly stanzaBytes: number;
  /** Otherwise Enter breaks the line and Ctrl+Enter (Cmd+Enter) sends. */
  readonly enterSends: boolean;
  /** The system's own menu, which knows the right spellings, takes the place of ours. */
  readonly spelling: boolean;
  readonly copyText: (text: string) => void;
  /** Pastes plain text into whatever has the focus. */
  readonly paste: () => void;
  readonly emoji: {
    readonly recent: readonly string[];
    readonly tone: SkinTone;
    readonly onTone: (tone: SkinTone) => void;
    readonly used: (emoji: string) => void;
  };
}

/** An input method confirms with Enter; browsers that do not say isComposing say key code 229. */
const COMPOSING = 229;

export const Composer = memo(function Composer({
  to,
  via,
  self,
  draft,
  draftReply,
  draftMentions,
  kept,
  whom,
  stanzaBytes,
  enterSends,
  spelling,
  copyText,
  paste,
  emoji,
  ...more
}: ComposerProps) {
  const { asked, onTaken, onLast, ...doors } = more;
  const { t } = useTranslation();
  const box = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [session] = useState(() =>
    makeComposeSession(
      { text: draft, reply: draftReply, mentions: draftMentions ?? [] },
      {
        ...doors,
        changed: redraw,
        after(ms, run) {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      },
      kept,
    ),
  );

  useEffect(() => {
    box.current?.focus();
    addEventListener('pagehide', session.pause);
    return () => {
      removeEventListener('pagehide', session.pause);
      session.pause();
    };
  }, [session]);

  useEffect(() => {
    if (asked === null) return;
    const { kind, message } = asked;
    if (kind === 'edit') session.edit(message);
    else session.reply({ message: message.id, position: message.position, sender: message.sender, text: message.body.slice(0, 200) });
    onTaken();
    const text = box.current;
    text?.focus();
    text?.setSelectionRange(text.value.length, text.value.length);
  }, [asked, onTaken, session]);

  const submit = () => void session.submit(stanzaBytes);
  const text = session.text();
  const { used } = emoji;
  const insert = useCallback(
    (from: number, to: number, picked: string) => {
      edit(box.current, { from, to, text: picked, select: [from + picked.length, from + picked.length] });
      used(picked);
    },
    [used],
  );
  const pick = useCallback(
    (picked: string) => {
      const { selectionStart = 0, selectionEnd = 0 } = box.current ?? {};
      insert(selectionStart, selectionEnd, picked);
    },
    [insert],
  );
  const toBox = useCallback(() => box.current, []);
  const mention = useCallback(
    (from: number, to: number, { name, address }: Person) => {
      const words = `@${name.trim().replace(/\s+/g, ' ')}`;
      const end = from + words.length;
      const spaced = /^\s/.test(session.text().slice(to));
      edit(box.current, { from, to, text: spaced ? words : `${words} `, select: [end + 1, end + 1] });
      session.mention({ from, to: end, address });
    },
    [session],
  );
  const codes = useEmojiOffer(text, caret, emoji.tone, insert);
  const names = useMentionOffer(text, caret, session.mentions(), whom, mention);
  const completion = useCompletions(names.from === null ? codes : names);

  /** Neither answered nor edited any more. */
  const leave = () => {
    if (session.editing() === null) session.reply(null);
    else session.edit(null);
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === COMPOSING) return;
    if (completion.onKeyDown(event)) return;
    const bare = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (bare && event.key === 'Escape' && (session.editing() !== null || session.replyTo() !== null)) {
      event.preventDefault();
      leave();
      return;
    }
    if (bare && event.key === 'ArrowUp' && text === '' && session.editing() === null) {
      event.preventDefault();
      onLast();
      return;
    }
    const directive = (event.ctrlKey || event.metaKey) && !event.altKey ? directiveFor(event.key, event.shiftKey) : null;
    if (directive !== null) {
      event.preventDefault();
      const { value, selectionStart: start, selectionEnd: end } = event.currentTarget;
      edit(event.currentTarget, styled({ value, start, end }, directive));
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    // With either habit, Enter together with Ctrl or Cmd sends.
    if (!enterSends && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    submit();
  };

  const tooMuch = excess(text, stanzaBytes);
  const replyTo = session.replyTo();
  const editing = session.editing();
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
        box.current?.focus();
      }}
    >
      {tooMuch > 0 && <Fault text={t('composer.tooLong', { count: tooMuch, room: text.length - tooMuch })} />}
      {session.failed() && <Fault text={t('composer.failed')} />}
      <Completions state={completion} />
      {replyTo !== null && (
        <ComposeBar
          kind="reply"
          title={replyTo.sender === self ? t('compose.replySelf') : t('compose.reply', { name: to })}
          text={replyTo.text}
          onCancel={leave}
        />
      )}
      {editing !== null && <ComposeBar kind="edit" title={t('compose.edit')} text={editing.body} onCancel={leave} />}
      <div className="composer-box">
        {via !== undefined && <AccountStripe colour={via.colour} edge />}
        <TextMenu box={box} off={spelling} copyText={copyText} paste={paste}>
          <textarea
            ref={box}
            className="composer-text scrolls"
            aria-label={t('composer.message')}
            aria-description={via && t('account.from', { address: via.address })}
            title={via && t('account.from', { address: via.address })}
            placeholder={
              via === undefined ? t('composer.placeholder', { name: to }) : t('composer.placeholderAs', { name: to, account: via.short })
            }
            rows={1}
            dir="auto"
            // A browser would keep what stands here for its history, in the clear.
            autoComplete="off"
            value={text}
            aria-autocomplete="list"
            aria-controls={completion.options.length > 0 ? completion.id : undefined}
            aria-activedescendant={completion.options.length > 0 ? `${completion.id}-${completion.active}` : undefined}
            onChange={(event) => {
              const { value, selectionEnd } = event.target;
              session.input(value, selectionEnd);
              setCaret(selectionEnd);
              if ((event.nativeEvent as InputEvent).data === ':') codes.close(value, selectionEnd);
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
            onKeyDown={onKeyDown}
            onBlur={session.pause}
            spellCheck={spelling}
          />
        </TextMenu>
        <EmojiPopover
          label={t('emoji.open')}
          className="icon-button"
          recent={emoji.recent}
          tone={emoji.tone}
          onTone={emoji.onTone}
          icon={SmilePlus}
          focusAfter={toBox}
          onPick={pick}
        />
        <button
          type="submit"
          className="icon-button composer-send"
          aria-label={t(editing === null ? 'composer.send' : 'compose.save')}
          aria-disabled={text.trim() === '' || tooMuch > 0 || session.sending()}
        >
          {editing === null ? <Icon icon={SendHorizontal} turns /> : <Icon icon={Check} />}
        </button>
      </div>
    </form>
  );
});

/** Goes through the editing history, so that it can be undone. */
function edit(box: HTMLTextAreaElement | null, { from, to, text, select }: Edit): void {
  if (box === null) return;
  box.focus();
  box.setSelectionRange(from, to);
  document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
  box.setSelectionRange(...select);
}
