// What the composer does with text, without the text box: drafts saved after a pause, typing told and taken back, and a send that clears the
// box only when the message is stored, keeps what was typed meanwhile, and never runs twice at once.
import { excess } from '../../shared/message.ts';

const DRAFT_PAUSE_MS = 300;
const IDLE_MS = 5000;

export interface ComposeDoors {
  send(text: string): Promise<void>;
  saveDraft(text: string): void;
  setTyping(typing: boolean): void;
  /** The text, whether a send is on its way, or the failure changed. */
  changed(): void;
  /** Runs `run` after `ms`; the returned function prevents that. */
  after(ms: number, run: () => void): () => void;
}

interface ComposeSession {
  text(): string;
  sending(): boolean;
  failed(): boolean;
  input(text: string): void;
  /** Does nothing when there is nothing to send, too much of it, or the last send is still on its way. */
  submit(stanzaBytes: number): Promise<void>;
  /** The person looks elsewhere: the draft is saved and typing taken back at once. */
  pause(): void;
}

interface State {
  text: string;
  saved: string;
  sending: boolean;
  failed: boolean;
  typing: boolean;
  cancelDraft: () => void;
  cancelIdle: () => void;
}

export function makeComposeSession(draft: string, doors: ComposeDoors): ComposeSession {
  const nothing = () => undefined;
  const state: State = {
    text: draft,
    saved: draft,
    sending: false,
    failed: false,
    typing: false,
    cancelDraft: nothing,
    cancelIdle: nothing,
  };

  const save = () => {
    state.cancelDraft();
    // While a send is on its way the stored draft belongs to it; what remains is saved when it is over.
    if (state.sending || state.text === state.saved) return;
    state.saved = state.text;
    doors.saveDraft(state.text);
  };
  const setTyping = (typing: boolean) => {
    state.cancelIdle();
    if (typing) state.cancelIdle = doors.after(IDLE_MS, () => setTyping(false));
    if (typing === state.typing) return;
    state.typing = typing;
    doors.setTyping(typing);
  };

  return {
    text: () => state.text,
    sending: () => state.sending,
    failed: () => state.failed,
    input(text) {
      state.text = text;
      state.failed = false;
      state.cancelDraft();
      state.cancelDraft = doors.after(DRAFT_PAUSE_MS, save);
      setTyping(text.trim() !== '');
      doors.changed();
    },
    async submit(stanzaBytes) {
      const sent = state.text;
      if (state.sending || sent.trim() === '' || excess(sent, stanzaBytes) > 0) return;
      state.cancelDraft();
      state.sending = true;
      state.failed = false;
      setTyping(false);
      doors.changed();
      try {
        await doors.send(sent.trimEnd());
        state.text = remainder(state.text, sent);
        state.saved = '';
      } catch {
        state.failed = true;
      }
      state.sending = false;
      save();
      doors.changed();
    },
    pause() {
      save();
      setTyping(false);
    },
  };
}

/** What is left in the box once `sent` is stored. */
function remainder(text: string, sent: string): string {
  return text.startsWith(sent) ? text.slice(sent.length) : text;
}
