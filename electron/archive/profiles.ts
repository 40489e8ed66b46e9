// What people tell of themselves: which picture, which names; and the pictures, by hash.
import type { Card } from '../../shared/profile.ts';
import type { Archive } from './database.ts';

export interface ProfileRow {
  /** Bare JID. */
  readonly address: string;
  /** Hash of the picture; null: none. */
  readonly picture: string | null;
  /** Who said so: an event of theirs, or their presence about their vCard. */
  readonly toldBy: '' | 'pep' | 'vcard';
  /** What lies there is no picture that can be shown. */
  readonly refused: boolean;
  readonly nickname: string;
  readonly fullName: string;
}

export interface PictureRow {
  readonly type: string;
  readonly bytes: Uint8Array;
}

type Row = Omit<ProfileRow, 'refused'> & { readonly refused: number };

/** Of pictures on disk; what goes is fetched again when it is to be seen. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The pictures of nobody. */
export const FACELESS = 'DELETE FROM pictures WHERE hash NOT IN (SELECT picture FROM profiles WHERE picture IS NOT NULL)';

export function makeProfiles(archive: Archive) {
  const all = archive.prepare<[string], Row>(
    'SELECT address, picture, told_by AS toldBy, refused, nickname, full_name AS fullName FROM profiles WHERE account = ?',
  );
  const put = archive.prepare<[string, string, string | null, string, number, string, string]>(`
    INSERT INTO profiles (account, address, picture, told_by, refused, nickname, full_name) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account, address) DO UPDATE SET picture = excluded.picture, told_by = excluded.told_by, refused = excluded.refused,
      nickname = excluded.nickname, full_name = excluded.full_name`);
  const card = archive.prepare<[string, string], { card: string | null }>('SELECT card FROM profiles WHERE account = ? AND address = ?');
  const keepCard = archive.prepare<[string, string, string]>(
    'INSERT INTO profiles (account, address, card) VALUES (?, ?, ?) ON CONFLICT (account, address) DO UPDATE SET card = excluded.card',
  );
  const hashes = archive.prepare<[], { hash: string }>('SELECT hash FROM pictures');
  const find = archive.prepare<[string], PictureRow>('SELECT type, bytes FROM pictures WHERE hash = ?');
  const keep = archive.prepare<[string, string, number, Uint8Array]>(
    'INSERT OR REPLACE INTO pictures (hash, type, at, bytes) VALUES (?, ?, ?, ?)',
  );
  const total = archive.prepare<[], { bytes: number | null }>('SELECT sum(length(bytes)) AS bytes FROM pictures');
  const oldest = archive.prepare<[], { hash: string }>(
    'DELETE FROM pictures WHERE rowid = (SELECT min(rowid) FROM pictures) RETURNING hash',
  );

  return {
    list: (account: string): readonly ProfileRow[] => all.all(account).map((row) => ({ ...row, refused: row.refused === 1 })),
    put(account: string, { address, picture, toldBy, refused, nickname, fullName }: ProfileRow): void {
      put.run(account, address, picture, toldBy, refused ? 1 : 0, nickname, fullName);
    },
    /** What they told of themselves when they were last asked; undefined when they never were. */
    card(account: string, address: string): Card | undefined {
      const found = card.get(account, address)?.card;
      return found ? (JSON.parse(found) as Card) : undefined;
    },
    keepCard: (account: string, address: string, told: Card): void => void keepCard.run(account, address, JSON.stringify(told)),
    /** Of the pictures that are here. */
    hashes: (): readonly string[] => hashes.all().map(({ hash }) => hash),
    picture: (hash: string): PictureRow | undefined => find.get(hash),
    /** Returns the hashes of those that had to go for it. */
    keepPicture(hash: string, { type, bytes }: PictureRow, most = MOST_BYTES): readonly string[] {
      return archive.transaction(() => {
        const gone: string[] = [];
        keep.run(hash, type, archive.now(), bytes);
        while ((total.get()?.bytes ?? 0) > most) gone.push(...oldest.all().map((row) => row.hash));
        return gone;
      });
    },
  };
}

export type ProfileStore = ReturnType<typeof makeProfiles>;
