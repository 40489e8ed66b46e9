// A small JSON file that survives being cut off: electron-store writes it atomically, and the last good copy lies beside it.
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';

export interface DurableStore<T extends Record<string, unknown>> {
  get<K extends keyof T>(key: K): T[K];
  /** Throws when the file cannot be written; the value in memory then stays what it was. */
  set<K extends keyof T>(key: K, value: T[K]): void;
}

/** `read` turns whatever the file holds into a value of every field: the file is as untrusted as any other. */
export function openDurableStore<T extends Record<string, unknown>>(
  folder: string,
  name: string,
  read: (raw: Record<string, unknown>) => T,
): DurableStore<T> {
  const file = join(folder, `${name}.json`);
  const good = join(folder, `${name}.last-good.json`);
  const store = openOrRestore(folder, name, file, good);
  let value = read(store.store);

  return {
    get: (key) => value[key],
    set(key, next) {
      store.set({ ...value, [key]: next });
      value = { ...value, [key]: next };
      copyFileSync(file, good);
    },
  };
}

function openOrRestore(folder: string, name: string, file: string, good: string): Store<Record<string, unknown>> {
  const open = () => new Store<Record<string, unknown>>({ cwd: folder, name, clearInvalidConfig: false, configFileMode: 0o600 });
  try {
    const store = open();
    // A file cut to nothing reads as empty; so does a first start, which has no copy either.
    if (Object.keys(store.store).length > 0 || !existsSync(good)) return store;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (existsSync(file)) renameSync(file, join(folder, `${name}.broken-${Date.now()}.json`));
  if (existsSync(good)) copyFileSync(good, file);
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    renameSync(file, join(folder, `${name}.broken-${Date.now()}-copy.json`));
    return open();
  }
}
