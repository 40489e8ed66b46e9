// Nothing is told that is not stored: changes made inside a transaction are announced once, after it was committed.
import { type Signal, signal } from '../../shared/signal.ts';

/** A message, and where it is or was. */
export interface Placed {
  readonly id: string;
  readonly conversation: string;
}

export interface Changes {
  /** Accounts whose messages have other positions than before, in the same order. */
  readonly moved: ReadonlySet<string>;
  /** Their conversations, by their ids. */
  readonly messages: ReadonlyMap<string, string>;
  /** Messages that are gone from this device. */
  readonly removed: ReadonlySet<Placed>;
  readonly conversations: ReadonlySet<string>;
  /** Ids as in shared/contact.ts. */
  readonly contacts: ReadonlySet<string>;
}

export interface Announcer {
  readonly changed: Signal<Changes>;
  moved(account: string): void;
  /** The conversation is announced too, of both. */
  message(message: Placed): void;
  removed(message: Placed): void;
  conversation(id: string): void;
  contact(id: string): void;
  /** Runs `work` as one transaction; what it touched is announced after the commit, then what it put off is done. Nested calls join the outer one. */
  batch<T>(work: () => T): T;
  /** Runs after the commit, or at once outside of a batch. */
  later(work: () => void): void;
}

interface Open {
  readonly moved: Set<string>;
  readonly messages: Map<string, string>;
  readonly removed: Set<Placed>;
  readonly conversations: Set<string>;
  readonly contacts: Set<string>;
}

interface Batch extends Open {
  readonly after: (() => void)[];
}

export function makeAnnouncer(transaction: <T>(work: () => T) => T): Announcer {
  const changed = signal<Changes>();
  let open: Batch | undefined;

  const nothing = (): Open => ({
    moved: new Set(),
    messages: new Map(),
    removed: new Set(),
    conversations: new Set(),
    contacts: new Set(),
  });
  function touch(note: (changes: Open) => void): void {
    const mine = open ?? nothing();
    note(mine);
    if (open === undefined) changed.emit(mine);
  }

  return {
    changed,
    moved: (account) => touch(({ moved }) => moved.add(account)),
    message: ({ id, conversation }) =>
      touch(({ messages, conversations }) => {
        messages.set(id, conversation);
        conversations.add(conversation);
      }),
    removed: (message) =>
      touch(({ removed, conversations }) => {
        removed.add(message);
        conversations.add(message.conversation);
      }),
    conversation: (id) => touch(({ conversations }) => conversations.add(id)),
    contact: (id) => touch(({ contacts }) => contacts.add(id)),
    batch(work) {
      if (open !== undefined) return work();
      const mine: Batch = { ...nothing(), after: [] };
      open = mine;
      let result: ReturnType<typeof work>;
      try {
        result = transaction(work);
      } finally {
        open = undefined;
      }
      if (mine.moved.size + mine.conversations.size + mine.contacts.size > 0) changed.emit(mine);
      for (const each of mine.after) each();
      return result;
    },
    later(work) {
      if (open !== undefined) open.after.push(work);
      else work();
    },
  };
}
