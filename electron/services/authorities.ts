// Whom to believe, read in a thread of its own when it is first asked for: the system's store takes longer than all else that a start does.
import { type Authorities, loadAuthorities } from '../xmpp/core/trust.ts';
import { askThread } from './thread.ts';

export interface AuthoritiesOptions {
  /** The program of the thread. */
  readonly program: URL;
  /** A file with more of them; one that cannot be used costs the servers it vouches for, not the messages already here. */
  readonly extraFile: string | undefined;
  readonly warn: (what: string, error: unknown) => void;
}

export function makeAuthorities({ program, extraFile, warn }: AuthoritiesOptions): () => Promise<Authorities> {
  let asked: Promise<Authorities> | undefined;

  async function read(): Promise<Authorities> {
    const { authorities, unusable } = await askThread<AuthoritiesWord>(program, { extraFile } satisfies AuthoritiesJob).catch(
      (error: unknown) => {
        warn('the certificate authorities were not read in a thread', error);
        return readAuthorities({ extraFile });
      },
    );
    if (unusable !== undefined) warn('KITH_EXTRA_CA was not read', unusable);
    return authorities;
  }

  return () => (asked ??= read());
}

export interface AuthoritiesJob {
  readonly extraFile: string | undefined;
}

interface AuthoritiesWord {
  readonly authorities: Authorities;
  /** Why the extra file is left out. */
  readonly unusable?: string;
}

/** What the thread does. */
export function readAuthorities({ extraFile }: AuthoritiesJob): AuthoritiesWord {
  try {
    return { authorities: loadAuthorities(extraFile) };
  } catch (error) {
    return { authorities: loadAuthorities(), unusable: error instanceof Error ? error.message : String(error) };
  }
}
