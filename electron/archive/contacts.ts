// The roster as last seen (RFC 6121 2) and the subscription requests that wait for the person's answer (3.1.3).
// A row stays as long as it is in the roster or has an open request.
import type { Contact } from '../../shared/contact.ts';
import type { Archive } from './database.ts';

export interface RosterItem {
  /** Bare JID. */
  readonly address: string;
  readonly name?: string;
  readonly subscription: Contact['subscription'];
  readonly asked: boolean;
  readonly groups: readonly string[];
  readonly approved: boolean;
}

/** `name` is '' when the roster has none; presence is not stored. */
export type ContactRow = Omit<Contact, 'id' | 'presence' | 'given' | 'picture' | 'calls'>;

interface Row {
  readonly address: string;
  readonly name: string;
  readonly subscription: Contact['subscription'];
  readonly asked: number;
  readonly groups: string;
  readonly listed: number;
  readonly request: number;
  readonly claims: string;
  /** 1: as the person said here; 2: the server says so, and will also say when it no longer is. */
  readonly approved: number;
  readonly lastSeen: number | null;
}

const COLUMNS = 'address, name, subscription, asked, groups, listed, request, claims, approved, last_seen AS lastSeen';

export function makeContacts(archive: Archive) {
  const all = archive.prepare<[string], Row>(`SELECT ${COLUMNS} FROM contacts WHERE account = ? ORDER BY address`);
  const one = archive.prepare<[string, string], Row>(`SELECT ${COLUMNS} FROM contacts WHERE account = ? AND address = ?`);
  // Whoever may see our presence already has nothing left to ask for.
  const put = archive.prepare<[string, string, string, string, number, string, number]>(`
    INSERT INTO contacts (account, address, name, subscription, asked, groups, approved, listed) VALUES (?, ?, ?, ?, ?, ?, ?, 1)
    ON CONFLICT (account, address) DO UPDATE SET
      name = excluded.name, subscription = excluded.subscription, asked = excluded.asked, groups = excluded.groups,
      approved = CASE WHEN excluded.subscription IN ('from', 'both') THEN 0 WHEN excluded.approved = 0 AND approved = 1 THEN 1
        ELSE excluded.approved END, listed = 1,
      request = CASE WHEN excluded.subscription IN ('from', 'both') THEN 0 ELSE request END`);
  const unlistAll = archive.prepare<[string]>(
    `UPDATE contacts SET listed = 0, name = '', subscription = 'none', asked = 0, approved = 0, groups = '[]' WHERE account = ?`,
  );
  const unlist = archive.prepare<[string, string]>(
    `UPDATE contacts SET listed = 0, name = '', subscription = 'none', asked = 0, approved = 0, groups = '[]' WHERE account = ? AND address = ?`,
  );
  const sweep = archive.prepare<[string], { address: string }>(
    'DELETE FROM contacts WHERE account = ? AND listed = 0 AND request = 0 RETURNING address',
  );
  const request = archive.prepare<[string, string, number, string]>(`
    INSERT INTO contacts (account, address, request, claims) VALUES (?, ?, ?, ?)
    ON CONFLICT (account, address) DO UPDATE SET request = excluded.request, claims = excluded.claims`);
  const approve = archive.prepare<[number, string, string]>(
    'UPDATE contacts SET approved = CASE WHEN ? THEN max(approved, 1) ELSE 0 END WHERE account = ? AND address = ?',
  );
  const seen = archive.prepare<[number, string, string]>('UPDATE contacts SET last_seen = ? WHERE account = ? AND address = ?');
  const seenAll = archive.prepare<[{ account: string; at: number }]>(`
    UPDATE contacts SET last_seen = @at WHERE account = @account
      AND address IN (SELECT address FROM presences WHERE account = @account)`);
  const setVersion = archive.prepare<[string, string]>('UPDATE accounts SET roster_version = ? WHERE id = ?');
  const version = archive.prepare<[string], { roster_version: string | null }>('SELECT roster_version FROM accounts WHERE id = ?');

  const store = (account: string, item: RosterItem) =>
    put.run(
      account,
      item.address,
      item.name ?? '',
      item.subscription,
      item.asked ? 1 : 0,
      JSON.stringify(item.groups),
      item.approved ? 2 : 0,
    );
  const find = (account: string, address: string): ContactRow | undefined => {
    const row = one.get(account, address);
    return row && toContact(account, row, listOfGroups);
  };

  return {
    find,
    list(account: string): readonly ContactRow[] {
      const known = new Map<string, readonly string[]>();
      // The same text is the same list: thousands share a few.
      const groupsIn = (text: string): readonly string[] => {
        const groups = known.get(text) ?? listOfGroups(text);
        known.set(text, groups);
        return groups;
      };
      return all.all(account).map((row) => toContact(account, row, groupsIn));
    },

    /** Of the stored roster (RFC 6121 2.6); undefined until one with a version was stored. */
    version: (account: string): string | undefined => version.get(account)?.roster_version ?? undefined,

    /** The whole roster as the server has it; returns the addresses that are no longer known. Open requests stay. */
    replaceRoster(account: string, items: readonly RosterItem[], version?: string): readonly string[] {
      return archive.transaction(() => {
        unlistAll.run(account);
        for (const item of items) store(account, item);
        if (version !== undefined) setVersion.run(version, account);
        return sweep.all(account).map((row) => row.address);
      });
    },

    /** A roster push (RFC 6121 2.1.6), its version in the same transaction. */
    upsert(account: string, item: RosterItem, version?: string): ContactRow | undefined {
      return archive.transaction(() => {
        store(account, item);
        if (version !== undefined) setVersion.run(version, account);
        return find(account, item.address);
      });
    },

    /** Out of the roster; returns the row that stays because of an open request, if any. */
    remove(account: string, address: string, version?: string): ContactRow | undefined {
      return archive.transaction(() => {
        unlist.run(account, address);
        if (version !== undefined) setVersion.run(version, account);
        sweep.all(account);
        return find(account, address);
      });
    },

    /** They ask to see our presence (true), or that was answered or withdrawn (false); returns the row that stays, if any. `claims`: see Contact. */
    setRequest(account: string, address: string, open: boolean, claims = ''): ContactRow | undefined {
      return archive.transaction(() => {
        request.run(account, address, open ? 1 : 0, claims);
        if (!open) sweep.all(account);
        return find(account, address);
      });
    },

    /** They may see our presence as soon as they ask; not every server says so in its list (RFC 6121 3.4). */
    setApproved: (account: string, address: string, approved: boolean): void => void approve.run(approved ? 1 : 0, account, address),

    /** When they were last known to be there; ms since the epoch. */
    setLastSeen: (account: string, address: string, at: number): void => void seen.run(at, account, address),
    /** The same of everybody whose presence is kept (sessions.ts). */
    setAllLastSeen: (account: string, at: number): void => void seenAll.run({ account, at }),
  };
}

export type ContactStore = ReturnType<typeof makeContacts>;

function listOfGroups(text: string): readonly string[] {
  const groups: unknown = JSON.parse(text);
  return Array.isArray(groups) ? groups.map(String) : [];
}

type Growing = { -readonly [K in keyof ContactRow]: ContactRow[K] };

/** Without spreads: thousands of them are read at every start. */
function toContact(account: string, row: Row, groupsIn: (text: string) => readonly string[]): ContactRow {
  const { address, name, subscription } = row;
  const contact: Growing = {
    account,
    address,
    name,
    listed: row.listed === 1,
    subscription,
    asked: row.asked === 1,
    request: row.request === 1,
    approved: row.approved > 0,
    groups: groupsIn(row.groups),
  };
  if (row.request === 1 && row.claims !== '') contact.claims = row.claims;
  if (row.lastSeen !== null) contact.lastSeen = row.lastSeen;
  return contact;
}
