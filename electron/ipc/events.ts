// Every event of the contract, and where its rows come from: what changed is read from the services after the commit.
import type { Clock } from '../../shared/clock.ts';
import type { Events } from '../../shared/ipc.ts';
import type { Settings } from '../../shared/settings.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { Product } from '../services/product.ts';
import type { Storage } from '../services/storage.ts';
import { inTurns, spaced } from './in-turns.ts';
import type { EventTable } from './server.ts';

/** People come and go by the thousand, and with each word of it the page looks through its list of them: ten times a second is soon enough. */
const PEOPLE_MS = 100;
/** As many of them as are drawn and told in some 10 ms. */
const PEOPLE = 1000;

export interface EventOptions {
  readonly storage: Storage;
  readonly settingsChanged: Signal<Settings>;
  readonly loaded: Set<string>;
  readonly clock: Clock;
}

export function makeEvents({ storage, settingsChanged, loaded, clock }: EventOptions) {
  const events = {
    'account.changed': signal<Events['account.changed']>(),
    'conversation.changed': signal<Events['conversation.changed']>(),
    'contact.changed': signal<Events['contact.changed']>(),
    'contact.removed': signal<Events['contact.removed']>(),
    'blocking.changed': signal<Events['blocking.changed']>(),
    'message.changed': signal<Events['message.changed']>(),
    'message.removed': signal<Events['message.removed']>(),
    'messages.moved': signal<Events['messages.moved']>(),
    'history.changed': signal<Events['history.changed']>(),
    'message.refused': signal<Events['message.refused']>(),
    'export.changed': signal<Events['export.changed']>(),
    'settings.changed': signal<Events['settings.changed']>(),
    'storage.changed': signal<Events['storage.changed']>(),
    'app.reset': signal<Events['app.reset']>(),
    'conversation.requested': signal<Events['conversation.requested']>(),
    'conversation.removed': signal<Events['conversation.removed']>(),
    'account.removed': signal<Events['account.removed']>(),
    'presence.changed': signal<Events['presence.changed']>(),
    'command.requested': signal<Events['command.requested']>(),
    'link.proposed': signal<Events['link.proposed']>(),
    'sound.requested': signal<Events['sound.requested']>(),
    'tray.hinted': signal<Events['tray.hinted']>(),
    'tray.changed': signal<Events['tray.changed']>(),
  } satisfies EventTable;

  // The snapshot waits for the first word about the archive.
  let read = false;
  storage.reset.on((product) => {
    if (product !== undefined) follow(product);
    if (read) events['app.reset'].emit([{ id: 'app' }]);
    read = true;
  });
  storage.changed.on((state) => {
    events['storage.changed'].emit([{ ...state, id: 'storage' }]);
    read = true;
  });
  settingsChanged.on((settings) => events['settings.changed'].emit([{ ...settings, id: 'settings' }]));

  function follow(product: Product): void {
    product.accounts.changed.on((accounts) => events['account.changed'].emit(accounts));
    product.accounts.removed.on((ids) => events['account.removed'].emit(ids.map((id) => ({ id }))));
    product.blocks.changed.on((blocking) => events['blocking.changed'].emit([blocking]));
    product.ownPresence.changed.on((presence) => events['presence.changed'].emit([{ ...presence, id: 'presence' }]));
    product.history.changed.on((account) => {
      const states = loadedOf(product, new Set([account])).map((id) => product.history.state(id));
      if (states.length > 0) events['history.changed'].emit(states);
    });
    product.exports.changed.on((state) => events['export.changed'].emit([state]));
    product.refused.on((refusal) =>
      events['message.refused'].emit([{ ...refusal, id: `${refusal.account} ${refusal.kind} ${refusal.address}` }]),
    );
    const tellPeople = inTurns<string>(PEOPLE, spaced(clock, PEOPLE_MS), (ids) => {
      const { here, gone } = look(ids, product.contacts.byId);
      if (here.length > 0) events['contact.changed'].emit(here);
      if (gone.length > 0) events['contact.removed'].emit(gone.map((id) => ({ id })));
    });
    product.announcer.changed.on((changes) => {
      const moved = changes.moved.size === 0 ? [] : loadedOf(product, changes.moved);
      if (moved.length > 0) events['messages.moved'].emit(moved.map((id) => ({ id })));
      const shown = [...changes.messages].filter(([, conversation]) => loaded.has(conversation));
      const rows = shown.flatMap(([id]) => product.messages.byId(id) ?? []);
      const { here: conversations, gone: removed } = look(changes.conversations, product.conversations.byId);
      tellPeople(changes.contacts);
      for (const id of removed) loaded.delete(id);
      if (rows.length > 0) events['message.changed'].emit(rows);
      const away = [...changes.removed].filter((row) => loaded.has(row.conversation));
      if (away.length > 0) events['message.removed'].emit(away);
      if (conversations.length > 0) events['conversation.changed'].emit(conversations);
      if (removed.length > 0) events['conversation.removed'].emit(removed.map((id) => ({ id })));
    });
  }

  const loadedOf = (product: Product, accounts: ReadonlySet<string>): readonly string[] =>
    [...loaded].filter((id) => accounts.has(product.conversations.byId(id)?.account ?? ''));

  return events;
}

function look<T>(
  ids: Iterable<string>,
  find: (id: string) => T | undefined,
): { readonly here: readonly T[]; readonly gone: readonly string[] } {
  const here: T[] = [];
  const gone: string[] = [];
  for (const id of ids) {
    const row = find(id);
    if (row === undefined) gone.push(id);
    else here.push(row);
  }
  return { here, gone };
}
