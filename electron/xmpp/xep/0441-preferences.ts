// XEP-0441 Message Archive Management Preferences, version 0.2.0: what the server keeps of the account's messages.
import type { Keeping } from '../../../shared/archiving.ts';
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';
import { NS } from './0313-mam.ts';

export interface Preferences {
  readonly keeping: Keeping;
  /** Addresses that are kept, or not, whatever else holds. */
  readonly always: readonly string[];
  readonly never: readonly string[];
}

const KEEPING: Readonly<Record<string, Keeping>> = { always: 'everything', roster: 'contacts', never: 'nothing' };

/** Undefined for what is no answer (2.1.1: one of three values). */
export function readPreferences(prefs: Element): Preferences | undefined {
  const value = prefs.attrs.default ?? '';
  const keeping = Object.hasOwn(KEEPING, value) ? KEEPING[value] : undefined;
  const list = (name: string) =>
    (prefs.getChild(name, NS)?.getChildren('jid', NS) ?? []).map((jid) => jid.text().trim()).filter((address) => address !== '');
  return keeping === undefined ? undefined : { keeping, always: list('always'), never: list('never') };
}

export function writePreferences({ keeping, always, never }: Preferences): Element {
  const value = Object.keys(KEEPING).find((each) => KEEPING[each] === keeping) ?? '';
  const list = (name: string, addresses: readonly string[]) => xml(name, {}, ...addresses.map((address) => xml('jid', {}, address)));
  return xml('prefs', { xmlns: NS, default: value }, list('always', always), list('never', never));
}

export function archivePreferences(session: Session) {
  const ask = async (type: 'get' | 'set', child: Element): Promise<Preferences> => {
    const prefs = (await session.request({ type, child })).getChild('prefs', NS);
    const preferences = prefs && readPreferences(prefs);
    if (preferences === undefined) throw new StanzaError('undefined-condition');
    return preferences;
  };
  return {
    fetch: () => ask('get', xml('prefs', { xmlns: NS })),
    /** Resolves with what the server made of it, which may be something else (2.1). */
    change: (preferences: Preferences) => ask('set', writePreferences(preferences)),
  };
}
