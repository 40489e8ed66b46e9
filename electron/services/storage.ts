// The archive's life: opened, not to be opened, set aside, stalled in between. The rest of Kith only sees a product or none.

import type { Clock } from '../../shared/clock.ts';
import { AppFailure } from '../../shared/errors.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { StorageState, StorageTrouble, StorageTroubleKind, StorageWork } from '../../shared/storage.ts';
import { type Archive, ArchiveOutdated, archiveExists, openArchive } from '../archive/database.ts';
import { setAside } from '../archive/set-aside.ts';
import { ArchiveTrouble, troubleOf } from '../archive/trouble.ts';
import type { Product } from './product.ts';

export interface StorageOptions {
  readonly folder: string;
  readonly secrets: {
    archiveKey(exists: boolean): Promise<Uint8Array>;
    forgetArchiveKey(): void;
    readonly askUnprotected: boolean;
  };
  /** StorageTroubleKind of an error about the key, if it is one. */
  readonly keyTrouble: (error: unknown) => StorageTroubleKind | undefined;
  readonly makeProduct: (archive: Archive) => Promise<Product>;
  /** In a thread, for an archive nobody has open. */
  readonly update: (place: Archive['place']) => Promise<Updated>;
  /** What is damaged in an archive; undefined when nothing is. */
  readonly damage: (place: Archive['place']) => Promise<string | undefined>;
  readonly warn: (what: string, error: unknown) => void;
  readonly clock: Clock;
}

/** Whether it was not closed the last time; or what is in the way. */
export type Updated = { readonly unclean: boolean } | { readonly trouble: StorageTrouble };

export interface Storage {
  readonly state: StorageState;
  readonly changed: Signal<StorageState>;
  /** The archive was opened or closed: what was read from it is void. */
  readonly reset: Signal<Product | undefined>;
  readonly product: Product | undefined;
  /** The product, or AppFailure 'storage'. */
  need(): Product;
  open(): Promise<void>;
  setAside(): Promise<void>;
  /** A write failed: nothing is received or sent until it works again, which is tried by itself and by retry(). */
  stalled(error: unknown): void;
  retry(): Promise<void>;
  refresh(): void;
  close(): Promise<void>;
}

const TRY_AGAIN = 15_000;
/** Bytes of an archive that is brought up to date in less time than a thread takes to begin with it. */
const SMALL = 8_000_000;

export function makeStorage(options: StorageOptions): Storage {
  const { folder, secrets, clock } = options;
  const changed = signal<StorageState>();
  const reset = signal<Product | undefined>();
  let product: Product | undefined;
  let blocked: StorageTrouble | null = null;
  let stalledBy: StorageTrouble | null = null;
  let working: StorageWork | null = null;
  let opening: Promise<void> | undefined;
  let cancelRetry: () => void = () => undefined;

  function state(): StorageState {
    return { blocked, working, stalled: stalledBy, askUnprotected: secrets.askUnprotected };
  }

  function explain(error: unknown): StorageTrouble {
    if (error instanceof ArchiveTrouble) return error.trouble;
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: options.keyTrouble(error) ?? troubleOf(error) ?? 'unreadable', detail, folder };
  }

  function work(now: StorageWork): void {
    working = now;
    changed.emit(state());
  }

  /** Up to date. */
  async function openFile(key: Uint8Array): Promise<{ readonly archive: Archive; readonly unclean: boolean }> {
    const now = () => clock.now();
    try {
      const archive = openArchive(folder, key, { now, updateUpTo: SMALL });
      return { archive, unclean: archive.unclean };
    } catch (error) {
      if (!(error instanceof ArchiveOutdated)) throw error;
    }
    work('updating');
    const updated = await options.update({ folder, key });
    if ('trouble' in updated) throw new ArchiveTrouble(updated.trouble);
    return { archive: openArchive(folder, key, { now }), unclean: updated.unclean };
  }

  async function openAnew(): Promise<void> {
    try {
      const { archive, unclean } = await openFile(await secrets.archiveKey(archiveExists(folder)));
      const damaged = blocked?.kind === 'corrupt';
      try {
        if (damaged) await findWhole(archive);
        product = await options.makeProduct(archive);
      } catch (error) {
        archive.close();
        throw error;
      }
      blocked = null;
      stalledBy = null;
      if (unclean && !damaged) void lookThrough(archive, product);
    } catch (error) {
      blocked = explain(error);
    }
    working = null;
    // A page that reads everything anew reads this with it: told before, it would show for a moment that there is nothing.
    if (product === undefined) changed.emit(state());
    else reset.emit(product);
    product?.accounts.start();
  }

  async function open(): Promise<void> {
    if (product !== undefined) return;
    opening ??= openAnew().finally(() => {
      opening = undefined;
    });
    await opening;
  }

  async function damageOf(archive: Archive): Promise<StorageTrouble | undefined> {
    const detail = await options.damage(archive.place).catch((error: unknown) => {
      options.warn('the archive was not looked through', error);
      return undefined;
    });
    return detail === undefined ? undefined : { kind: 'corrupt', detail, folder };
  }

  /** Once it was damaged: before it is used again. */
  async function findWhole(archive: Archive): Promise<void> {
    work('looking');
    const damage = await damageOf(archive);
    if (damage !== undefined) throw new ArchiveTrouble(damage);
  }

  /** Kith is used meanwhile: after a power cut nobody waits for a long history to be read. */
  async function lookThrough(archive: Archive, mine: Product): Promise<void> {
    const damage = await damageOf(archive);
    if (damage === undefined || product !== mine) return;
    blocked = damage;
    await shut().catch((error: unknown) => options.warn('a damaged archive was not closed', error));
    reset.emit(undefined);
    changed.emit(state());
  }

  async function shut(): Promise<void> {
    cancelRetry();
    try {
      await product?.close();
    } finally {
      product = undefined;
    }
  }

  function resume(): void {
    cancelRetry();
    stalledBy = null;
    product?.accounts.retry();
    // Still failing: stalled() has been called again by now.
    changed.emit(state());
  }

  return {
    changed,
    reset,
    get state() {
      return state();
    },
    get product() {
      return product;
    },
    need() {
      if (product === undefined) throw new AppFailure('storage', blocked?.kind);
      return product;
    },
    open,
    async setAside() {
      if (product !== undefined || opening !== undefined) throw new AppFailure('invalid-call', 'the archive is open');
      setAside(folder);
      secrets.forgetArchiveKey();
      blocked = null;
      await open();
    },
    stalled(error) {
      stalledBy = explain(error);
      cancelRetry();
      cancelRetry = clock.after(TRY_AGAIN, resume);
      changed.emit(state());
    },
    async retry() {
      if (product === undefined) await open();
      else resume();
    },
    refresh: () => changed.emit(state()),
    close: shut,
  };
}

/** For ipc/server.ts: what a failed read or write means to the person. */
export function storageError(error: unknown): { readonly kind: 'storage'; readonly detail: string } | undefined {
  const kind = troubleOf(error);
  return kind === undefined ? undefined : { kind: 'storage', detail: kind };
}
