// safeStorage, the asynchronous part that stays after Electron 46: AES-256-GCM with a key file in the profile, so that a second run of the same profile
// decrypts. KITH_STANDIN_KEYSTORE simulates the desktop: basic_text (the default), gnome_libsecret, or locked (there, but it opens nothing).
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { guard } from './guard.ts';

const MARK = Buffer.from('standin1');

export function makeSafeStorage(userData: () => string, keystore: () => string | undefined): object {
  const backend = () => keystore() ?? 'basic_text';
  const key = () => {
    const path = join(userData(), 'stand-in.key');
    if (!existsSync(path)) {
      mkdirSync(userData(), { recursive: true });
      writeFileSync(path, randomBytes(32), { mode: 0o600 });
    }
    return readFileSync(path);
  };
  const unlocked = () => {
    if (backend() === 'locked') throw new Error('Error while opening the key store: it is locked');
  };
  const safeStorage = {
    isAsyncEncryptionAvailable: async () => backend() !== 'locked',
    getSelectedStorageBackend: () => (backend() === 'basic_text' ? 'basic_text' : 'gnome_libsecret'),
    async encryptStringAsync(text) {
      unlocked();
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key(), nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([MARK, nonce, cipher.getAuthTag(), sealed]);
    },
    async decryptStringAsync(bytes) {
      unlocked();
      const refused = () => new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.');
      if (!Buffer.from(bytes).subarray(0, MARK.length).equals(MARK)) throw refused();
      const [nonce, tag, sealed] = [bytes.subarray(8, 20), bytes.subarray(20, 36), bytes.subarray(36)];
      const decipher = createDecipheriv('aes-256-gcm', key(), nonce).setAuthTag(tag);
      try {
        return { result: Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8'), shouldReEncrypt: false };
      } catch {
        throw refused();
      }
    },
  } satisfies Partial<SafeStorage>;
  return guard('safeStorage', safeStorage);
}
