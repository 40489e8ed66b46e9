// A step of the schema (migrations.ts): texts that are read into the index otherwise than before (text-index.ts).
import type Database from 'better-sqlite3-multiple-ciphers';
import { segment } from './text-index.ts';

/** Read at once. */
const SLICE = 1000;
/** Greek; the Russian ё; Hebrew and Arabic points; scripts without spaces; those whose case Unicode came to know late. As GLOB has them. */
const OTHERWISE =
  '\u0370-\u03ff\u0401\u0451\u1f00-\u1fff\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u0e00-\u0eff\u1000-\u10ff\u13a0-\u13ff\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\u1c90-\u1cbf\ua980-\uaaff\uab70-\uabbf\u{10400}-\u{1e95f}';

export function readAnew(db: Database.Database): void {
  const some = db.prepare<[number], { id: number; body: string }>(
    `SELECT id, body FROM messages WHERE id > ? AND kind = 'text' AND body GLOB '*[${OTHERWISE}]*' ORDER BY id LIMIT ${SLICE}`,
  );
  const put = db.prepare<[number, string]>('INSERT OR REPLACE INTO messages_text (rowid, body) VALUES (?, ?)');
  for (let rows = some.all(0); rows.length > 0; rows = some.all(rows.at(-1)?.id ?? 0))
    for (const { id, body } of rows) put.run(id, segment(body));
}
