// Run as a process of its own by files.ts: opens the archive, writes one message and waits to be killed.
import { isMainThread, workerData } from 'node:worker_threads';
import { openArchive } from '../../electron/archive/database.ts';
import { askThread } from '../../electron/services/thread.ts';
import { KEY, makeStores } from './support.ts';

const [folder = '', mode] = isMainThread ? process.argv.slice(2) : [workerData as string, 'migrate'];
if (mode === 'migrate in a thread') {
  // The thread keeps no process alive.
  setInterval(() => undefined, 1000);
  await askThread(new URL(import.meta.url), folder);
} else if (mode === 'migrate') {
  const archive = openArchive(folder, KEY, {
    migrations: [
      (db) => db.exec('CREATE TABLE messages_text (x)'),
      (db) => {
        db.exec('CREATE TABLE second (x); INSERT INTO second VALUES (1)');
        process.kill(process.pid, 'SIGKILL');
      },
    ],
  });
  archive.close();
} else {
  const { accounts, conversations, messages } = makeStores(openArchive(folder, KEY));
  accounts.add('a', 'alice@example.org');
  const { id } = conversations.open('a', 'bob@example.org');
  messages.send(id, 'written before the end', { stanzaId: 's1', originId: 's1' });
  process.stdout.write('ready\n');
  setInterval(() => undefined, 1000);
}
