// What the composer does with text, without the text box: drafts saved after a pause, typing told and taken back, a message that is answered
// or edited, and sends that clear the box at once, are stored one after the other, and come back into the box when that fails.
import type { OwnTyping } from '../../shared/conversation.ts';
import { type Mention, sameMentions } from '../../shared/mention.ts';
import { excess, type Message, type MessageId, type Quote } from '../../shared/message.ts';
import { chosenMentions } from './compose-mentions.ts';

const DRAFT_PAUSE_MS = 300;
const IDLE_MS = 5000;

export interface ComposeDoors {
  send(text: string, replyTo: MessageId | null, mentions: readonly Mention[]): Promise<void>;
  correct(message: MessageId, text: string, mentions: readonly Mention[]): Promise<void>;
  saveDraft(text: string, replyTo: MessageId | null, mentions: readonly Mention[]): void;
  /** What is not done with when the person looks elsewhere; null: nothing. */
  keepEdit(edit: KeptEdit | null): void;
  setTyping(typing: OwnTyping): void;
  /** The text, what it answers or edits, whether a send is on its way, or the failure changed. */
  changed(): void;
  /** Runs `run` after `ms`; the returned function prevents that. */
  after(ms: number, run: () => void): () => void;
}

interface ComposeSession {
  text(): string;
  /** The message that is answered; never while one is edited. */
  replyTo(): Quote | null;
  /** The message that is edited, as it is. */
  editing(): Edited | null;
  sending(): boolean;
  failed(): boolean;
  /** `caret`: behind what is new. */
  input(text: string, caret?: number): void;
  mentions(): readonly Mention[];
  /** Whom some of the text stands for. */
  mention(mention: Mention): void;
  /** An answer to this message; null: to none. Ends an edit. */
  reply(quote: Quote | null): void;
  /** The text becomes that of this message, until it is saved or given up; null: gives it up. The draft comes back then. */
  edit(message: Edited | null): void;
  /** Does nothing when there is nothing to send. Resolves when what is on its way is stored, or back in the box. */
  submit(stanzaBytes: number): Promise<void>;
  /** The person looks elsewhere: the draft is saved, and that they left is told, at once. */
  pause(): void;
}

type Edited = Pick<Message, 'id' | 'body' | 'mentions'>;

/** A message that is being edited, and how far. */
export interface KeptEdit {
  readonly message: Edited;
  readonly text: string;
  readonly mentions: readonly Mention[];
}

export interface Draft {
  readonly text: string;
  readonly reply: Quote | null;
  readonly mentions: readonly Mention[];
}

const NOTHING: Draft = { text: '', reply: null, mentions: [] };

interface State {
  text: string;
  reply: Quote | null;
  editing: Edited | null;
  /** What waits while a message is edited. */
  aside: Draft;
  saved: Draft;
  /** On their way into the archive, oldest first. */
  outgoing: Draft[];
  correcting: boolean;
  failed: boolean;
  typing: OwnTyping;
  cancelDraft: () => void;
  cancelIdle: () => void;
}

export function makeComposeSession(draft: Draft, doors: ComposeDoors, kept: KeptEdit | null = null): ComposeSession {
  const nothing = () => undefined;
  const chosen = chosenMentions();
  chosen.begin(draft.mentions);
  const state: State = {
    text: draft.text,
    reply: draft.reply,
    editing: null,
    aside: draft,
    saved: draft,
    outgoing: [],
    correcting: false,
    failed: false,
    typing: 'active',
    cancelDraft: nothing,
    cancelIdle: nothing,
  };

  const written = (): Draft => ({ text: state.text, reply: state.reply, mentions: chosen.now() });
  const take = ({ text, reply, mentions }: Draft) => {
    state.text = text;
    state.reply = reply;
    chosen.begin(mentions);
  };
  if (kept !== null) {
    state.editing = kept.message;
    take({ ...kept, reply: null });
  }
  const sending = () => state.correcting || state.outgoing.length > 0;
  const keep = () => {
    const { editing: message } = state;
    const { text, mentions } = written();
    doors.keepEdit(message === null || text === message.body ? null : { message, text, mentions });
  };
  const save = () => {
    state.cancelDraft();
    // While a send is on its way the stored draft belongs to it; what remains is saved when it is over.
    if (sending() || state.editing !== null) return;
    const { saved } = state;
    const now = written();
    if (now.text === saved.text && now.reply?.message === saved.reply?.message && sameMentions(now.mentions, saved.mentions)) return;
    state.saved = now;
    doors.saveDraft(now.text, now.reply?.message ?? null, now.mentions);
  };
  const setTyping = (typing: OwnTyping) => {
    state.cancelIdle();
    if (typing === 'composing') state.cancelIdle = doors.after(IDLE_MS, () => setTyping('paused'));
    if (typing === state.typing) return;
    state.typing = typing;
    doors.setTyping(typing);
  };
  const back = () => {
    state.editing = null;
    take(state.aside);
  };
  const begun = () => {
    state.cancelDraft();
    state.failed = false;
    doors.changed();
  };
  const over = () => {
    save();
    keep();
    doors.changed();
  };

  async function send(): Promise<void> {
    const underway = state.outgoing.length > 0;
    state.outgoing.push(written());
    take(NOTHING);
    begun();
    // The message itself tells that nothing more is typed.
    const { typing } = state;
    state.cancelIdle();
    state.typing = 'active';
    if (underway) return;
    try {
      for (let next = state.outgoing[0]; next !== undefined; next = state.outgoing[0]) {
        await doors.send(next.text.trimEnd(), next.reply?.message ?? null, next.mentions);
        state.outgoing.shift();
        state.saved = NOTHING;
      }
    } catch {
      // In front of what was typed since.
      take([...state.outgoing, written()].reduce(behind));
      state.outgoing = [];
      state.failed = true;
      if (state.typing === 'active') state.typing = typing;
    }
    over();
  }

  async function correct(editing: NonNullable<State['editing']>): Promise<void> {
    const edited = written();
    const text = edited.text.trimEnd();
    back();
    setTyping('active');
    begun();
    if (text === editing.body && sameMentions(edited.mentions, editing.mentions ?? [])) return;
    state.correcting = true;
    try {
      await doors.correct(editing.id, text, edited.mentions);
    } catch {
      state.aside = written();
      state.editing = editing;
      take(edited);
      state.failed = true;
    }
    state.correcting = false;
    over();
  }

  return {
    text: () => state.text,
    replyTo: () => state.reply,
    editing: () => state.editing,
    sending,
    failed: () => state.failed,
    mentions: chosen.now,
    mention(mention) {
      chosen.add(mention);
      doors.changed();
    },
    input(text, caret = text.length) {
      chosen.changed(state.text, text, caret);
      state.text = text;
      state.failed = false;
      state.cancelDraft();
      state.cancelDraft = doors.after(DRAFT_PAUSE_MS, save);
      setTyping(text.trim() === '' ? 'active' : 'composing');
      doors.changed();
    },
    reply(quote) {
      if (sending()) return;
      if (state.editing !== null) back();
      state.reply = quote;
      save();
      doors.changed();
    },
    edit(message) {
      if (sending()) return;
      if (state.editing !== null) back();
      else save();
      if (message !== null) {
        state.aside = written();
        state.editing = message;
        take({ text: message.body, reply: null, mentions: message.mentions ?? [] });
      }
      state.failed = false;
      setTyping('active');
      doors.changed();
    },
    async submit(stanzaBytes) {
      const { text, editing } = state;
      if (state.correcting || text.trim() === '' || excess(text, stanzaBytes) > 0) return;
      await (editing === null ? send() : correct(editing));
    },
    pause() {
      save();
      keep();
      if (state.typing !== 'active') setTyping('inactive');
    },
  };
}

/** One under the other. */
function behind(first: Draft, second: Draft): Draft {
  const reply = second.reply ?? first.reply;
  if (first.text === '' || second.text === '') return { ...(first.text === '' ? second : first), reply };
  const shift = first.text.length + 1;
  const moved = second.mentions.map(({ from, to, address }) => ({ from: from + shift, to: to + shift, address }));
  return { text: `${first.text}\n${second.text}`, reply, mentions: [...first.mentions, ...moved] };
}
