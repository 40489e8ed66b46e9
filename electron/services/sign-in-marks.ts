// What an account has shown about how it can be signed in to: once a proof of the password was enough, the password itself is never
// told to the server again (XEP-0474 3). No single mechanism is held on to, since servers may change theirs.
import type { KnownAccount, Security } from '../../shared/account.ts';
import type { Marks, SignedIn } from '../xmpp/core/authenticate.ts';

export function marksOf({ safe, plain, bound }: KnownAccount): Marks {
  const allowed = plain === true ? 'allowed' : 'refused';
  return { plain: safe === true ? 'never' : allowed, bound: bound === true };
}

/** The same object when nothing was learned. */
export function learn(account: KnownAccount, { mechanism, binding }: SignedIn): KnownAccount {
  const safe = account.safe === true || mechanism.startsWith('SCRAM-') || mechanism === 'EXTERNAL';
  const bound = account.bound === true || binding !== undefined;
  if (safe === (account.safe === true) && bound === (account.bound === true)) return account;
  return { ...account, ...(safe ? { safe } : {}), ...(bound ? { bound } : {}) };
}

/** With whether the server no longer ties sign-ins to the connection, as it once did for this account: told, not fatal. */
export function judge(account: KnownAccount, security: Security): Security {
  return account.bound === true && !security.bindable ? { ...security, bindingLost: true } : security;
}
