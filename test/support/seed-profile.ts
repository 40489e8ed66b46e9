// A profile as months of use leave it, made without a server: one account that cannot connect, its contacts, and conversations of any length.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { makeContacts } from '../../electron/archive/contacts.ts';
import { makeConversations } from '../../electron/archive/conversations.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { makeMessages } from '../../electron/archive/messages.ts';

export interface SeedConversation {
  /** Bare JID. */
  readonly address: string;
  readonly messages: number;
}

const ACCOUNT = '00000000-0000-4000-8000-000000000001';
const OWN = 'alice@kith.test';
const WORDS =
  'the harbour ferry leaves early tomorrow and nobody brought bread so we walk along the shore until somebody finds a café that is open'.split(
    ' ',
  );
const EXTRAS = ['', '', '', '', '', ' 😀', ' 👋🏽', ' https://kith.example/walk', ' Привет', ' 来週の火曜日'];

/** xorshift32: the same text in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export interface SeedContact {
  readonly address: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** What lies in a profile beside the archive: its key, and one account. */
export function furnish(profile: string, key: Uint8Array, account: string): void {
  mkdirSync(profile, { recursive: true });
  writeFileSync(
    join(profile, 'secrets.json'),
    JSON.stringify({ archiveKey: { scheme: 'bare', data: Buffer.from(Buffer.from(key).toString('base64')).toString('base64') } }),
  );
  writeFileSync(
    join(profile, 'settings.json'),
    JSON.stringify({ accounts: [{ id: account, address: OWN, server: '127.0.0.1', port: 1 }] }),
  );
}

/** Fills an empty profile folder; a message every few minutes, until now. */
export function seedProfile(profile: string, conversations: readonly SeedConversation[], contacts: readonly SeedContact[] = []): void {
  const now = Date.now();
  const key = randomBytes(32);
  furnish(profile, key, ACCOUNT);
  const archive = openArchive(join(profile, 'archive'), key, { now: () => now });
  makeAccounts(archive).add(ACCOUNT, OWN);
  const listed = contacts.map((contact) => ({ ...contact, subscription: 'both' as const, asked: false, approved: false }));
  makeContacts(archive).replaceRoster(ACCOUNT, listed, '1');
  const store = makeMessages(archive);
  for (const { address, messages } of conversations) {
    const next = numbers(messages + address.length);
    const { id } = makeConversations(archive).open(ACCOUNT, address);
    for (let from = 0; from < messages; from += 1000) {
      archive.transaction(() => {
        for (let index = from; index < Math.min(messages, from + 1000); index++) {
          const length = 3 + Math.floor(next() * 22);
          const text = Array.from({ length }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ');
          const direction = next() < 0.5 ? 'in' : 'out';
          store.receive(
            {
              account: ACCOUNT,
              conversation: id,
              direction,
              sender: direction === 'in' ? address : OWN,
              stanzaId: `${id}-${index}`,
              sentAt: now - (messages - index) * 240_000,
              body: `#${index} ${text}${EXTRAS[Math.floor(next() * EXTRAS.length)]}`,
              live: false,
            },
            { countUnread: false },
          );
        }
      });
    }
  }
  archive.close();
}
