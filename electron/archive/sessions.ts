// Sessions a lost stream or the next start may resume (XEP-0198), one per account, and what the server keeps with them and says only once:
// who is there, what it was told of us. Void as soon as a session begins anew.
import type { Archive } from './database.ts';

export interface StoredSession {
  /** Full JID. */
  readonly jid: string;
  readonly id: string;
  readonly inbound: number;
  readonly acked: number;
  readonly sent: number;
  /** Sequence number and message of what is not acknowledged. */
  readonly queue: readonly (readonly [number, string])[];
  readonly max: number | undefined;
  readonly location: string | undefined;
  /** ms since the epoch. */
  readonly at: number;
}

export interface StoredPresence {
  /** Bare JID. */
  readonly address: string;
  readonly resource: string;
  readonly show: string;
  readonly status: string | undefined;
  readonly priority: number;
  /** ms since the epoch since when nobody has touched the device. */
  readonly idleSince?: number | undefined;
}

interface Row {
  readonly jid: string;
  readonly id: string;
  readonly inbound: number;
  readonly acked: number;
  readonly sent: number;
  readonly queue: string;
  readonly max: number | null;
  readonly location: string | null;
  readonly at: number;
}

type Values = [string, string, string, number, number, number, string, number | null, string | null, number];

export function makeSessions(archive: Archive) {
  const one = archive.prepare<[string], Row>(
    'SELECT jid, id, inbound, acked, sent, queue, max, location, at FROM sessions WHERE account = ?',
  );
  const put = archive.prepare<Values>(`
    INSERT INTO sessions (account, jid, id, inbound, acked, sent, queue, max, location, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account) DO UPDATE SET jid = excluded.jid, id = excluded.id, inbound = excluded.inbound, acked = excluded.acked,
      sent = excluded.sent, queue = excluded.queue, max = excluded.max, location = excluded.location, at = excluded.at`);
  const remove = archive.prepare<[string]>('DELETE FROM sessions WHERE account = ?');
  const note = archive.prepare<[string, string]>('SELECT value FROM session_notes WHERE account = ? AND name = ?').pluck();
  const putNote = archive.prepare<[string, string, string]>(`
    INSERT INTO session_notes (account, name, value) VALUES (?, ?, ?) ON CONFLICT (account, name) DO UPDATE SET value = excluded.value`);
  const removeNotes = archive.prepare<[string]>('DELETE FROM session_notes WHERE account = ?');
  type PresenceRow = Omit<StoredPresence, 'status' | 'idleSince'> & { readonly status: string | null; readonly idleSince: number | null };
  const present = archive.prepare<[string], PresenceRow>(
    'SELECT address, resource, show, status, priority, idle_since AS idleSince FROM presences WHERE account = ? ORDER BY address, resource',
  );
  // What is known already is not written again: servers say it as often as they like.
  const putPresence = archive.prepare<[string, string, string, string, string | null, number, number | null]>(`
    INSERT INTO presences (account, address, resource, show, status, priority, idle_since) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account, address, resource) DO UPDATE SET show = excluded.show, status = excluded.status, priority = excluded.priority,
      idle_since = excluded.idle_since
      WHERE (show, status, priority, idle_since) IS NOT (excluded.show, excluded.status, excluded.priority, excluded.idle_since)`);
  const removePresence = archive.prepare<[string, string, string]>(
    'DELETE FROM presences WHERE account = ? AND address = ? AND resource = ?',
  );
  const removePresences = archive.prepare<[string, string]>('DELETE FROM presences WHERE account = ? AND address = ?');
  const removeAllPresences = archive.prepare<[string]>('DELETE FROM presences WHERE account = ?');

  const store = {
    find(account: string): StoredSession | undefined {
      const row = one.get(account);
      if (row === undefined) return undefined;
      return { ...row, queue: JSON.parse(row.queue) as [number, string][], max: row.max ?? undefined, location: row.location ?? undefined };
    },

    /** Belongs into the transaction of what it counts. */
    save(account: string, session: StoredSession): void {
      const { jid, id, inbound, acked, sent, queue, max, location, at } = session;
      put.run(account, jid, id, inbound, acked, sent, JSON.stringify(queue), max ?? null, location ?? null, at);
    },

    /** There is nothing to resume; what was noted stays true until clear(). */
    forget: (account: string): void => void remove.run(account),

    /** A session began anew: what was noted of the last one is void. */
    clear(account: string): void {
      archive.transaction(() => {
        removeNotes.run(account);
        removeAllPresences.run(account);
      });
    },

    note: (account: string, name: string): string | undefined => note.get(account, name) as string | undefined,
    setNote: (account: string, name: string, value: string): void => void putNote.run(account, name, value),

    presences: (account: string): readonly StoredPresence[] =>
      present.all(account).map((row) => ({ ...row, status: row.status ?? undefined, idleSince: row.idleSince ?? undefined })),
    setPresence(account: string, { address, resource, show, status, priority, idleSince }: StoredPresence): void {
      putPresence.run(account, address, resource, show, status ?? null, priority, idleSince ?? null);
    },
    /** Without `resource`: every device of that address; without an address: of everybody. */
    removePresence(account: string, address?: string, resource?: string): void {
      if (address === undefined) removeAllPresences.run(account);
      else if (resource === undefined) removePresences.run(account, address);
      else removePresence.run(account, address, resource);
    },
  };
  return {
    ...store,
    /** Of one account. */
    keeper: (account: string) => ({
      load: () => store.find(account),
      save: (session: StoredSession) => store.save(account, session),
      free: () => archive.writing(),
      forget: () => store.forget(account),
    }),
  };
}

export type SessionStore = ReturnType<typeof makeSessions>;
