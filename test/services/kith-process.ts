// Kith without a window in a process of its own, so that a test can end it without a word. Speaks JSON over the IPC channel of fork().
import { flushCompileCache } from 'node:module';
import { openArchive } from '../../electron/archive/database.ts';
import { makeProduct } from '../../electron/services/product.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import type { KnownAccount } from '../../shared/account.ts';
import { systemClock } from '../../shared/clock.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { type CrashPoint, crashPoints } from './crash-points.ts';
import { KEY } from './support.ts';

const [folder = '', caFile = '', password = '', given = '[]'] = process.argv.slice(2);
const known = JSON.parse(given) as KnownAccount[];

const crash = crashPoints(openArchive(folder, KEY));
const product = makeProduct({
  archive: crash.archive,
  version: '1.2.3',
  clock: systemClock,
  random: Math.random,
  authorities: async () => loadAuthorities(caFile),
  known: { list: () => known, save: (accounts) => known.splice(0, known.length, ...accounts) },
  secrets: {
    read: async (kind) => (kind === 'passwords' ? password : undefined),
    keep: async () => undefined,
    forget: () => undefined,
  },
  exportWorker: new URL('../../electron/services/export/worker.ts', import.meta.url),
  checkpointWorker: new URL('../../electron/services/checkpoint-worker.ts', import.meta.url),
  certificateFiles: () => undefined,
  presence: { get: () => ({ availability: 'available', status: '' }), save: () => undefined },
  settings: () => DEFAULT_SETTINGS,
  stalled: (error) => console.error('stalled', error),
  warn: (what, error) => console.error(what, error),
});

/** What the test may ask for; each answer is a plain value. */
export type Calls = typeof calls;
const calls = {
  async signIn(address: string, server: string, port: number) {
    const account = await product.accounts.signIn({ address, password, server, port });
    follow(account);
    return account;
  },
  start: () => {
    product.accounts.start();
    known.forEach(follow);
  },
  reconnect: () => known.forEach(({ id }) => void product.accounts.reconnect(id)),
  open: (address: string) => product.conversations.open(known[0]?.id ?? '', address).id,
  send: (conversation: string, text: string) => product.send(conversation, text).id,
  saveDraft: (conversation: string, text: string) => product.conversations.saveDraft(conversation, text, null),
  draft: (conversation: string) => product.conversations.byId(conversation)?.draft,
  crashAt: (point: CrashPoint, text: string) => crash.arm(point, text),
  rows: (conversation: string) =>
    product.messages.page(conversation, null, 5000).messages.map(({ direction, body, state }) => ({ direction, body, state })),
  states: () => product.accounts.list().map(({ connection }) => connection.state),
  contacts: () => product.contacts.list().map(({ address, given }) => [address, given]),
  complete: (conversation: string) => product.history.state(conversation).completeSince !== null,
  present: () => product.contacts.list().map(({ address, presence }) => [address, presence.availability]),
  close: () => product.close(),
};

product.incoming.on(({ message }) => process.send?.({ incoming: message.body }));
function follow({ id }: { readonly id: string }): void {
  const session = product.accounts.client(id)?.session;
  session?.began.on(() => process.send?.({ session: 'new' }));
  session?.resumed.on(() => process.send?.({ session: 'resumed' }));
}

process.on('message', ({ id, name, values }: { id: number; name: keyof typeof calls; values: never[] }) => {
  const call = calls[name] as (...values: never[]) => unknown;
  Promise.resolve()
    .then(() => call(...values))
    .then(
      (value) => process.send?.({ id, value: value ?? null }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
});
process.on('disconnect', () => process.exit(0));
// Whoever is killed leaves no cache behind, and the next start would compile everything anew.
flushCompileCache();
process.send?.({ ready: true });
