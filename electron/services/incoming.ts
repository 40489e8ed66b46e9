// What others wrote, told once per conversation: a burst after a reconnect becomes one word per chat, with how many there were.
import type { Clock } from '../../shared/clock.ts';
import type { Conversation } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { Session } from '../xmpp/core/session.ts';

export interface Incoming {
  /** The newest of them. */
  readonly message: Message;
  readonly conversation: Conversation;
  /** How many came since the last word about this conversation; at least 1. */
  readonly count: number;
  /** They were written while this device was away. */
  readonly catchingUp: boolean;
}

export interface IncomingRoad {
  readonly incoming: Signal<Incoming>;
  /** After the commit. */
  add(message: Message, road: 'live' | 'archive'): void;
  attach(account: string, client: { readonly session: Pick<Session, 'began' | 'resumed' | 'ended'> }): void;
  /** What was missed has been read: now it may be told. */
  caughtUp(account: string): void;
  stop(): void;
}

/** Messages of one conversation this close together are one word, in ms. */
const TOGETHER = 80;
/** A resumed stream begins with what waited for it. */
const AFTER_RESUMING = 1_000;
/** Reading what was missed may take minutes; what happens now is not kept back so long. */
const CATCHING_UP = 15_000;

interface Waiting {
  readonly message: Message;
  readonly count: number;
  readonly catchingUp: boolean;
}

export function makeIncoming(options: {
  clock: Clock;
  conversation: (id: string) => Conversation | undefined;
  message: (id: string) => Message | undefined;
}): IncomingRoad {
  const { clock } = options;
  const incoming = signal<Incoming>();
  const waiting = new Map<string, Waiting>();
  /** Accounts whose news waits for the rest of it. */
  const held = new Map<string, () => void>();
  let cancel: (() => void) | undefined;

  function schedule(): void {
    cancel ??= clock.after(TOGETHER, tell);
  }

  function tell(): void {
    cancel = undefined;
    for (const [id, { message, count, catchingUp }] of [...waiting]) {
      if (held.has(message.account)) continue;
      waiting.delete(id);
      const conversation = options.conversation(id);
      // Deleted or read by now: nothing is left to tell.
      if (conversation === undefined || message.position <= conversation.readUpTo || options.message(message.id) === undefined) continue;
      incoming.emit({ message, conversation, count: Math.max(1, Math.min(count, conversation.unread)), catchingUp });
    }
  }

  function hold(account: string, longest: number): void {
    held.get(account)?.();
    held.set(
      account,
      clock.after(longest, () => release(account)),
    );
  }

  function release(account: string): void {
    held.get(account)?.();
    if (held.delete(account)) schedule();
  }

  return {
    incoming,
    add(message, road) {
      const earlier = waiting.get(message.conversation);
      // What only stood in for a message is gone once that has come.
      const later = earlier === undefined || earlier.message.position <= message.position ? undefined : options.message(earlier.message.id);
      const newest = later ?? message;
      const catchingUp = road === 'archive' || held.has(message.account);
      waiting.set(message.conversation, { message: newest, count: (earlier?.count ?? 0) + 1, catchingUp });
      schedule();
    },
    attach(account, client) {
      client.session.began.on(() => hold(account, CATCHING_UP));
      client.session.resumed.on(() => hold(account, AFTER_RESUMING));
      client.session.ended.on(() => release(account));
    },
    caughtUp: release,
    stop() {
      cancel?.();
      for (const each of held.values()) each();
      waiting.clear();
    },
  };
}
