// What the composer does with text, without the text box: drafts saved after a pause, typing told and taken back, a message that is answered
// or edited, and sends that clear the box at once, are stored one after the other, and come back into the box when that fails.
import type { OwnTyping } from '../../shared/conversation.ts';
import { excess, type MessageId, type Quote } from '../../shared/message.ts';

const DRAFT_PAUSE_MS = 300;
const IDLE_MS = 5000;

export interface ComposeDoors {
  send(text: string, replyTo: MessageId | null): Promise<void>;
  correct(message: MessageId, text: string): Promise<void>;
  saveDraft(text: string, replyTo: MessageId | null): void;
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
  editing(): { readonly id: MessageId; readonly body: string } | null;
  sending(): boolean;
  failed(): boolean;
  input(text: string): void;
  /** An answer to this message; null: to none. Ends an edit. */
  reply(quote: Quote | null): void;
  /** The text becomes that of this message, until it is saved or given up; null: gives it up. The draft comes back then. */
  edit(message: { readonly id: MessageId; readonly body: string } | null): void;
  /** Does nothing when there is nothing to send. Resolves when what is on its way is stored, or back in the box. */
  submit(stanzaBytes: number): Promise<void>;
  /** The person looks elsewhere: the draft is saved, and that they left is told, at once. */
  pause(): void;
}

interface Draft {
  readonly text: string;
  readonly reply: Quote | null;
}

interface State {
  text: string;
  reply: Quote | null;
  editing: { readonly id: MessageId; readonly body: string } | null;
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

export function makeComposeSession(draft: string, draftReply: Quote | null, doors: ComposeDoors): ComposeSession {
  const nothing = () => undefined;
  const begin = { text: draft, reply: draftReply };
  const state: State = {
    ...begin,
    editing: null,
    aside: begin,
    saved: begin,
    outgoing: [],
    correcting: false,
    failed: false,
    typing: 'active',
    cancelDraft: nothing,
    cancelIdle: nothing,
  };

  const sending = () => state.correcting || state.outgoing.length > 0;
  const save = () => {
    state.cancelDraft();
    // While a send is on its way the stored draft belongs to it; what remains is saved when it is over.
    if (sending() || state.editing !== null) return;
    if (state.text === state.saved.text && state.reply?.message === state.saved.reply?.message) return;
    state.saved = { text: state.text, reply: state.reply };
    doors.saveDraft(state.text, state.reply?.message ?? null);
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
    state.text = state.aside.text;
    state.reply = state.aside.reply;
  };
  const begun = () => {
    state.cancelDraft();
    state.failed = false;
    setTyping('active');
    doors.changed();
  };
  const over = () => {
    save();
    doors.changed();
  };

  async function send(): Promise<void> {
    const underway = state.outgoing.length > 0;
    state.outgoing.push({ text: state.text, reply: state.reply });
    state.text = '';
    state.reply = null;
    begun();
    if (underway) return;
    try {
      for (let next = state.outgoing[0]; next !== undefined; next = state.outgoing[0]) {
        await doors.send(next.text.trimEnd(), next.reply?.message ?? null);
        state.outgoing.shift();
        state.saved = { text: '', reply: null };
      }
    } catch {
      // In front of what was typed since.
      const texts = [...state.outgoing.map(({ text }) => text), state.text];
      state.text = texts.filter((text) => text !== '').join('\n');
      state.reply ??= state.outgoing[0]?.reply ?? null;
      state.outgoing = [];
      state.failed = true;
    }
    over();
  }

  async function correct(editing: NonNullable<State['editing']>): Promise<void> {
    const { text } = state;
    back();
    begun();
    if (text.trimEnd() === editing.body) return;
    state.correcting = true;
    try {
      await doors.correct(editing.id, text.trimEnd());
    } catch {
      state.aside = { text: state.text, reply: state.reply };
      state.editing = editing;
      state.text = text;
      state.reply = null;
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
    input(text) {
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
        state.aside = { text: state.text, reply: state.reply };
        state.editing = message;
        state.text = message.body;
        state.reply = null;
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
      if (state.typing !== 'active') setTyping('inactive');
    },
  };
}
