// What this device keeps for an account so that the next sign-in takes one round trip: the server's token, in the place of the password.
import type { Device } from '../xmpp/core/at-once.ts';
import type { Token } from '../xmpp/core/fast.ts';

type Kind = 'passwords' | 'tokens' | 'certificates';

/** What is kept for accounts, wrapped by the system's key store where there is one. */
export interface AccountSecrets {
  read(kind: Kind, account: string): Promise<string | undefined>;
  keep(kind: Kind, account: string, secret: string): Promise<void>;
  forget(kind: Kind, account: string): void;
}

export interface DeviceOptions {
  readonly account: string;
  readonly secrets: AccountSecrets;
  /** See Device. */
  readonly readsArchive: () => boolean;
  readonly warn: (what: string, error: unknown) => void;
}

export function makeDevice({ account, secrets, readsArchive, warn }: DeviceOptions): Device {
  return {
    // Random, made for this account on this device, and told to nobody else: what a user agent's id has to be.
    agent: account,
    readsArchive,
    // Without a token there is the password: what cannot be read is not worth a failed sign-in.
    async token() {
      const kept = await secrets.read('tokens', account).catch((error: unknown) => warn('the token was not read', error));
      return kept === undefined ? undefined : readToken(kept);
    },
    keepToken(next) {
      if (next === undefined) secrets.forget('tokens', account);
      else
        secrets
          .keep('tokens', account, [next.mechanism, next.expiry, next.token].join('\n'))
          .catch((error: unknown) => warn('the token was not kept', error));
    },
  };
}

/** Three lines, the token last: it may be anything. */
function readToken(text: string): Token | undefined {
  const [mechanism = '', expiry = '', ...token] = text.split('\n');
  return token.length === 0 ? undefined : { mechanism, expiry: Number(expiry), token: token.join('\n') };
}
