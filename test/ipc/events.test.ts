// What the page hears when something here changes: over a real product that never connects.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { makeEvents } from '../../electron/ipc/events.ts';
import type { Product } from '../../electron/services/product.ts';
import type { Storage } from '../../electron/services/storage.ts';
import type { Settings } from '../../shared/settings.ts';
import { signal } from '../../shared/signal.ts';
import type { StorageState } from '../../shared/storage.ts';
import { makeProducts } from '../services/support.ts';

const ACCOUNT = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', address: 'alice@example.org' };

function make() {
  const products = makeProducts();
  const product = products.make({ known: [ACCOUNT] });
  makeAccounts(product.archive).add(ACCOUNT.id, ACCOUNT.address);
  const reset = signal<Product | undefined>();
  const storage = { reset, changed: signal<StorageState>() } as unknown as Storage;
  const loaded = new Set<string>();
  const events = makeEvents({ storage, settingsChanged: signal<Settings>(), loaded });
  const heard: [string, unknown][] = [];
  for (const [name, source] of Object.entries(events)) source.on((rows: unknown) => heard.push([name, rows]));
  reset.emit(product);
  return { product, reset, loaded, heard, end: products.end };
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

  it('tell of rows only where they are loaded, and of a deleted conversation once', () => {
    const { product, loaded, heard } = kit;
    const { id } = product.conversations.open(ACCOUNT.id, 'bob@example.org');
    heard.length = 0;
    product.send(id, 'not loaded');
    expect(heard.map(([name]) => name)).toEqual(['conversation.changed']);
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
