// The product without a window over a throw-away archive, signed in to whatever server the test has.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Archive, openArchive } from '../../electron/archive/database.ts';
import { makeProduct, type Product } from '../../electron/services/product.ts';
import type { Authorities } from '../../electron/xmpp/core/trust.ts';
import type { KnownAccount } from '../../shared/account.ts';
import { systemClock } from '../../shared/clock.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';

/** Nobody told anything of themselves. */
export const NO_PROFILES = { picture: () => undefined, nameOf: () => '', shown: () => ({}) };

export const KEY = new Uint8Array(32).fill(7);

export interface Made extends Product {
  readonly known: KnownAccount[];
  readonly folder: string;
  readonly archive: Archive;
  readonly stalls: readonly unknown[];
  readonly passwords: ReadonlyMap<string, string>;
  readonly tokens: Map<string, string>;
  /** Kinds of secrets that were asked for. */
  readonly read: readonly string[];
  /** What the settings hold; tests may change it. */
  readonly settings: { -readonly [K in keyof Settings]: Settings[K] } & { presence: OwnPresence };
}

export interface MadeFrom {
  /** Left out: nobody is believed. */
  readonly authorities?: Authorities;
  readonly folder?: string;
  readonly known?: KnownAccount[];
  /** Of every account that was signed in before. */
  readonly password?: string;
  /** Of an earlier product on this device. */
  readonly tokens?: Map<string, string>;
  /** Certificate files that were chosen, by id. */
  readonly files?: Readonly<Record<string, { readonly name: string; readonly file: Uint8Array }>>;
}

export function makeProducts() {
  const folders = new Set<string>();
  const open: Product[] = [];

  return {
    make({ authorities = { all: [], own: [] }, known = [], password, tokens = new Map(), files = {}, ...from }: MadeFrom): Made {
      const folder = from.folder ?? mkdtempSync(join(tmpdir(), 'kith-product-'));
      folders.add(folder);
      const archive = openArchive(folder, KEY);
      const stalls: unknown[] = [];
      const passwords = new Map<string, string>();
      const certificates = new Map<string, string>();
      const store = (kind: 'passwords' | 'tokens' | 'certificates') => ({ passwords, tokens, certificates })[kind];
      const read: string[] = [];
      const settings: Made['settings'] = { ...DEFAULT_SETTINGS, presence: { availability: 'available', status: '' } };
      const made = makeProduct({
        archive,
        version: '1.2.3',
        clock: systemClock,
        random: Math.random,
        authorities: async () => authorities,
        known: { list: () => known, save: (accounts) => known.splice(0, known.length, ...accounts) },
        secrets: {
          async read(kind, id) {
            read.push(kind);
            return kind === 'passwords' ? (passwords.get(id) ?? password) : store(kind).get(id);
          },
          keep: async (kind, id, given) => void store(kind).set(id, given),
          forget: (kind, id) => void store(kind).delete(id),
        },
        exportWorker: new URL('../../electron/services/export/worker.ts', import.meta.url),
        checkpointWorker: new URL('../../electron/services/checkpoint-worker.ts', import.meta.url),
        certificateFiles: (id) => files[id],
        presence: {
          get: () => settings.presence,
          save: (presence) => {
            settings.presence = presence;
          },
        },
        settings: () => settings,
        stalled: (error) => stalls.push(error),
        warn: (what, error) => console.error(what, error),
      });
      open.push(made);
      return { ...made, known, folder, archive, stalls, passwords, tokens, read, settings };
    },
    /** Closes all of them and removes their folders. */
    async end(): Promise<void> {
      await Promise.all(open.map((made) => made.close()));
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
