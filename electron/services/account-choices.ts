// What the person decides about an account that is here: whether it connects, its colour, and whether its server may be told the password itself.
import type { KnownAccount } from '../../shared/account.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Client } from '../xmpp/client.ts';

/** All of these throw AppFailure 'not-found'. */
export interface AccountChoices {
  /** Connects it, or ends the connection; everything of it stays. Holds over restarts. */
  switchOn(id: string, on: boolean): Promise<void>;
  setColour(id: string, colour: number): void;
  /** Tries again where that was in the way. */
  allowPlain(id: string, allow: boolean): void;
}

export interface AccountChoicesOptions {
  /** Of an account that is remembered, not one that is only being tried. */
  readonly client: (id: string) => Client | undefined;
  readonly change: (id: string, client: Client, to: (before: KnownAccount) => KnownAccount) => void;
  readonly connect: (id: string) => void;
}

export function makeAccountChoices({ client, change, connect }: AccountChoicesOptions): AccountChoices {
  function need(id: string): Client {
    const found = client(id);
    if (found === undefined) throw new AppFailure('not-found');
    return found;
  }

  return {
    async switchOn(id, on) {
      const found = need(id);
      change(id, found, ({ off: _, ...before }) => (on ? before : { ...before, off: true }));
      if (on) connect(id);
      else await found.stream.stop();
    },
    setColour: (id, colour) => change(id, need(id), (before) => ({ ...before, colour })),
    allowPlain(id, allow) {
      const found = need(id);
      change(id, found, ({ plain: _, ...before }) => (allow ? { ...before, plain: true } : before));
      const { connection } = found.stream;
      if (allow && connection.state === 'stopped' && connection.failure === 'plain-only') found.stream.now();
    },
  };
}
