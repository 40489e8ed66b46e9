// The archive's key, the passwords and the tokens in their place, wrapped by the system's key store (safeStorage, asynchronous API) in secrets.json.
// Where the system has no protected place, passwords stay in memory until the person allowed otherwise.
import { randomBytes } from 'node:crypto';
import { safeStorage } from 'electron';
import * as z from 'zod/mini';
import type { StorageTroubleKind } from '../../shared/storage.ts';
import { openDurableStore } from './durable-store.ts';

/** `scheme` says how `data` (base64) is wrapped: by safeStorage, or not at all where there is nothing to wrap with. */
interface Wrapped {
  readonly scheme: 'safe-storage' | 'bare';
  readonly data: string;
}

interface SecretsFile extends Record<string, unknown> {
  /** Name of the backend that wrapped last; tells the person what changed when nothing opens any more. */
  readonly backend: string;
  readonly archiveKey: Wrapped | null;
  readonly passwords: Readonly<Record<string, Wrapped>>;
  /** Of servers, in place of a password; by account. */
  readonly tokens: Readonly<Record<string, Wrapped>>;
  /** The person's own, with their keys; by account. */
  readonly certificates: Readonly<Record<string, Wrapped>>;
  readonly allowUnprotected: boolean | null;
}

/** What is kept for an account. */
export type SecretKind = 'passwords' | 'tokens' | 'certificates';

const KINDS: readonly SecretKind[] = ['passwords', 'tokens', 'certificates'];

const wrapped = z.object({ scheme: z.enum(['safe-storage', 'bare']), data: z.string() });

export class KeyTrouble extends Error {
  readonly kind: StorageTroubleKind;
  constructor(kind: StorageTroubleKind, detail: string) {
    super(detail);
    this.name = 'KeyTrouble';
    this.kind = kind;
  }
}

export interface Secrets {
  /** 32 bytes. Made on first use; `exists` says whether an archive is already there, whose key must then be known. Throws KeyTrouble. */
  archiveKey(exists: boolean): Promise<Uint8Array>;
  /** After the archive was set aside: the next archiveKey() makes a new one. */
  forgetArchiveKey(): void;
  read(kind: SecretKind, account: string): Promise<string | undefined>;
  keep(kind: SecretKind, account: string, secret: string): Promise<void>;
  forget(kind: SecretKind, account: string): void;
  /** The system has no protected place and the person has not answered. */
  readonly askUnprotected: boolean;
  allowUnprotected(allow: boolean): Promise<void>;
}

export async function openSecrets(folder: string, options: { throwAway: boolean }): Promise<Secrets> {
  const available = await safeStorage.isAsyncEncryptionAvailable();
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : process.platform;
  const isProtected = available && backend !== 'basic_text' && backend !== 'unknown';
  const inMemory = { passwords: new Map<string, string>(), tokens: new Map<string, string>(), certificates: new Map<string, string>() };
  const store = openDurableStore<SecretsFile>(folder, 'secrets', (raw) => ({
    backend: typeof raw.backend === 'string' ? raw.backend : '',
    archiveKey: wrapped.safeParse(raw.archiveKey).data ?? null,
    passwords: z.record(z.string(), wrapped).safeParse(raw.passwords).data ?? {},
    tokens: z.record(z.string(), wrapped).safeParse(raw.tokens).data ?? {},
    certificates: z.record(z.string(), wrapped).safeParse(raw.certificates).data ?? {},
    allowUnprotected: typeof raw.allowUnprotected === 'boolean' ? raw.allowUnprotected : null,
  }));
  const mayKeep = () => isProtected || options.throwAway || store.get('allowUnprotected') === true;

  async function wrap(secret: string): Promise<Wrapped> {
    if (!available) return { scheme: 'bare', data: Buffer.from(secret).toString('base64') };
    return { scheme: 'safe-storage', data: (await safeStorage.encryptStringAsync(secret)).toString('base64') };
  }

  async function unwrap({ scheme, data }: Wrapped): Promise<string> {
    if (scheme === 'bare') return Buffer.from(data, 'base64').toString();
    if (!available) throw new KeyTrouble('key-locked', `made with ${store.get('backend')}; the system's key store is not available now`);
    try {
      return (await safeStorage.decryptStringAsync(Buffer.from(data, 'base64'))).result;
    } catch (error) {
      throw new KeyTrouble(
        'key-locked',
        `made with ${store.get('backend')}, now ${backend}: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  async function write(kind: SecretKind, account: string, secret: string): Promise<void> {
    const wrappedNow = await wrap(secret);
    // Forgotten, or another one kept, while it was being wrapped.
    if (inMemory[kind].get(account) === secret) store.set(kind, { ...store.get(kind), [account]: wrappedNow });
  }

  return {
    async archiveKey(exists) {
      const known = store.get('archiveKey');
      if (known !== null) return Buffer.from(await unwrap(known), 'base64');
      if (exists) throw new KeyTrouble('key-missing', 'secrets.json holds no key for the archive');
      const key = randomBytes(32);
      store.set('backend', backend);
      store.set('archiveKey', await wrap(key.toString('base64')));
      return key;
    },
    forgetArchiveKey: () => store.set('archiveKey', null),
    async read(kind, account) {
      const kept = store.get(kind)[account];
      return inMemory[kind].get(account) ?? (kept === undefined ? undefined : await unwrap(kept));
    },
    async keep(kind, account, secret) {
      inMemory[kind].set(account, secret);
      if (mayKeep()) await write(kind, account, secret);
    },
    forget(kind, account) {
      inMemory[kind].delete(account);
      const { [account]: _, ...others } = store.get(kind);
      store.set(kind, others);
    },
    get askUnprotected() {
      return !isProtected && !options.throwAway && store.get('allowUnprotected') === null;
    },
    async allowUnprotected(allow) {
      store.set('allowUnprotected', allow);
      for (const kind of KINDS) {
        if (!allow) store.set(kind, {});
        else for (const [account, secret] of inMemory[kind]) await write(kind, account, secret);
      }
    },
  };
}
