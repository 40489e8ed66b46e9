// Damage to an archive, and its undoing: one bit of a page, in the file as it stands.
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading } from '../../electron/archive/connection.ts';

export function flipBit(path: string, page: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  const at = (page - 1) * 4096 + 1000;
  readSync(file, byte, 0, 1, at);
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
  closeSync(file);
}

/** Where most of a profile's messages lie; the returned function mends it. The newest can still be read, as the list of chats does. */
export function damageMessages(profile: string): () => void {
  const folder = join(profile, 'archive');
  const { archiveKey } = JSON.parse(readFileSync(join(profile, 'secrets.json'), 'utf8')) as { archiveKey: { data: string } };
  const reading = openForReading({ folder, key: Buffer.from(Buffer.from(archiveKey.data, 'base64').toString(), 'base64') });
  const leaf = "SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1 OFFSET 1";
  const page = reading.prepare<[], number>(leaf).pluck().get() ?? 0;
  reading.close();
  const flip = () => flipBit(join(folder, 'archive.db'), page);
  flip();
  return flip;
}
