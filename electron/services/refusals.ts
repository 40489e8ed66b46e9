// What a server's answer to a change means for the person who wanted it.
import { AppFailure } from '../../shared/errors.ts';
import { StanzaError } from '../xmpp/core/xml.ts';

/** Rejects with AppFailure: 'lost' when nobody answered, 'server-refused' when the server said no. */
export function answered<T>(request: Promise<T>): Promise<T> {
  return request.catch((error: unknown): never => {
    if (!(error instanceof StanzaError)) throw error;
    const silent = error.condition === 'not-sent' || error.condition === 'remote-server-timeout';
    throw new AppFailure(silent ? 'lost' : 'server-refused', error.message);
  });
}

/** Undefined when the server refuses, which says that there is nothing for us; silence and a lost stream reject. */
export async function orNothing<T>(asked: Promise<T | undefined>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof StanzaError && error.type !== 'wait' && error.condition !== 'not-sent') return undefined;
    throw error;
  });
}
