// What is known the moment a stream is bound or resumed, before anything of the server's was handled.
import type { SignedIn } from './authenticate.ts';
import type { BoundAtOnce } from './bind2.ts';

export interface Online {
  readonly jid: string;
  readonly resumed: boolean;
  readonly signedIn: SignedIn;
  /** Where binding was part of signing in: what need not be done any more. */
  readonly bound?: BoundAtOnce;
  readonly arrived: readonly string[];
  readonly uncertain: readonly string[];
  /** The server does not have them, and nobody writes them again by itself. */
  readonly missed: readonly string[];
}
