// What the page hears when something here changes: over a real product that never connects.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { makeContacts } from '../../electron/archive/contacts.ts';
import { makeEvents } from '../../electron/ipc/events.ts';
import type { Product } from '../../electron/services/product.ts';
import type { Storage } from '../../electron/services/storage.ts';
import type { Settings } from '../../shared/settings.ts';
import { signal } from '../../shared/signal.ts';
import type { StorageState } from '../../shared/storage.ts';
import { makeProducts } from '../services/support.ts';
import { makeHandClock } from '../support/hand-clock.ts';

const ACCOUNT = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', address: 'alice@example.org' };

function make(working = false) {
  const products = makeProducts();
  const product = products.make({ known: [ACCOUNT] });
  makeAccounts(product.archive).add(ACCOUNT.id, ACCOUNT.address);
  const reset = signal<Product | undefined>();
  const changed = signal<StorageState>();
  const storage = { reset, changed } as unknown as Storage;
  const loaded = new Set<string>();
  const clock = makeHandClock();
  const events = makeEvents({ storage, settingsChanged: signal<Settings>(), loaded, clock });
  const heard: [string, unknown][] = [];
  for (const [name, source] of Object.entries(events)) source.on((rows: unknown) => heard.push([name, rows]));
  if (working) changed.emit({ blocked: null, working: 'updating', stalled: null, askUnprotected: false });
  /** Messages that were read to be told. */
  const looked: string[] = [];
  const byId = (id: string) => {
    looked.push(id);
    return product.messages.byId(id);
  };
  reset.emit({ ...product, messages: { ...product.messages, byId } });
  return { product, looked, reset, loaded, heard, clock, end: products.end };
}

let kit: ReturnType<typeof make>;
beforeEach(() => {
  kit = make();
});
afterEach(() => kit.end());

describe('events', () => {
  it('have a page read again what was opened after it had read, and only then', () => {
    const { reset, heard } = kit;
    expect(heard).toEqual([]);
    reset.emit(undefined);
    expect(heard).toEqual([['app.reset', [{ id: 'app' }]]]);
  });

  it('have a page read again that has read what the archive waits for', () => {
    kit.end();
    kit = make(true);
    expect(kit.heard.map(([name]) => name)).toEqual(['storage.changed', 'app.reset']);
  });

  it('tell of rows only where they are loaded, and of a deleted conversation once', () => {
    const { product, loaded, heard, looked } = kit;
    const { id } = product.conversations.open(ACCOUNT.id, 'bob@example.org');
    heard.length = 0;
    product.send(id, 'not loaded');
    expect(heard.map(([name]) => name)).toEqual(['conversation.changed']);
    // Catching up would read every row again for nobody.
    expect(looked).toEqual([]);
    loaded.add(id);
    heard.length = 0;
    const { id: message } = product.send(id, 'loaded');
    expect(heard.map(([name]) => name).sort()).toEqual(['conversation.changed', 'message.changed']);
    expect(heard.find(([name]) => name === 'message.changed')?.[1]).toMatchObject([{ id: message, body: 'loaded' }]);
    heard.length = 0;
    product.remove(id);
    expect(heard).toEqual([['conversation.removed', [{ id }]]]);
    expect([...loaded]).toEqual([]);
  });

  it('tell of thousands of people in turns that stay short, of each as they are by then', () => {
    const { product, heard, clock } = kit;
    const store = makeContacts(product.archive);
    product.archive.transaction(() => {
      for (let number = 0; number < 2500; number++)
        store.upsert(
          ACCOUNT.id,
          { address: `c${number}@example.org`, subscription: 'both', asked: false, groups: [], approved: false },
          undefined,
        );
    });
    product.contacts.load(ACCOUNT.id);
    product.contacts.announceAll(ACCOUNT.id);
    product.contacts.announceAll(ACCOUNT.id);
    expect(heard).toEqual([]);
    store.remove(ACCOUNT.id, 'c999@example.org', undefined);
    product.contacts.load(ACCOUNT.id);
    const told: [number, string, number][] = [];
    const began = clock.now();
    for (let at = 0; at <= 400; at += 50) {
      clock.advance(50);
      for (const [name, rows] of heard.splice(0)) told.push([clock.now() - began, name, (rows as unknown[]).length]);
    }
    expect(told).toEqual([
      [50, 'contact.changed', 1000],
      [100, 'contact.changed', 1000],
      [200, 'contact.changed', 499],
      [200, 'contact.removed', 1],
    ]);
  });

  it('tell what the person chose to be seen as', () => {
    kit.product.ownPresence.change({ availability: 'busy', status: 'x' });
    expect(kit.heard).toEqual([['presence.changed', [{ id: 'presence', availability: 'busy', status: 'x' }]]]);
  });

  it('tell that an account and everything of it is no longer there', async () => {
    const { product, heard } = kit;
    const { id } = product.conversations.open(ACCOUNT.id, 'bob@example.org');
    heard.length = 0;
    await product.signOut(ACCOUNT.id, true);
    expect(heard).toEqual([
      ['conversation.removed', [{ id }]],
      ['account.removed', [{ id: ACCOUNT.id }]],
    ]);
  });
});
