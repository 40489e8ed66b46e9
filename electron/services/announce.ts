// Nothing is told that is not stored: changes made inside a transaction are announced once, after it was committed.
import { type Signal, signal } from '../../shared/signal.ts';

export interface Changes {
  /** Accounts whose messages have other positions than before, in the same order. */
  readonly moved: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;
  readonly conversations: ReadonlySet<string>;
  /** Ids as in shared/contact.ts. */
  readonly contacts: ReadonlySet<string>;
}

export interface Announcer {
  readonly changed: Signal<Changes>;
  moved(account: string): void;
  message(id: string): void;
  conversation(id: string): void;
  contact(id: string): void;
  /** Runs `work` as one transaction; what it touched is announced after the commit, then what it put off is done. Nested calls join the outer one. */
  batch<T>(work: () => T): T;
  /** Runs after the commit, or at once outside of a batch. */
  later(work: () => void): void;
}

interface Open {
  readonly moved: Set<string>;
  readonly messages: Set<string>;
  readonly conversations: Set<string>;
  readonly contacts: Set<string>;
  readonly after: (() => void)[];
}

export function makeAnnouncer(transaction: <T>(work: () => T) => T): Announcer {
  const changed = signal<Changes>();
  let open: Open | undefined;

  const nothing = (): Open => ({ moved: new Set(), messages: new Set(), conversations: new Set(), contacts: new Set(), after: [] });
  const touch = (kind: keyof Changes, id: string): void => {
    if (open !== undefined) open[kind].add(id);
    else changed.emit({ ...nothing(), [kind]: new Set([id]) });
  };

  return {
    changed,
    moved: (account) => touch('moved', account),
    message: (id) => touch('messages', id),
    conversation: (id) => touch('conversations', id),
    contact: (id) => touch('contacts', id),
    batch(work) {
      if (open !== undefined) return work();
      const mine = nothing();
      open = mine;
      let result: ReturnType<typeof work>;
      try {
        result = transaction(work);
      } finally {
        open = undefined;
      }
      if (mine.moved.size + mine.messages.size + mine.conversations.size + mine.contacts.size > 0) changed.emit(mine);
      for (const each of mine.after) each();
      return result;
    },
    later(work) {
      if (open !== undefined) open.after.push(work);
      else work();
    },
  };
}
