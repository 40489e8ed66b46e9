// What settings.json may hold: every field judged by itself, so that one odd value does not cost the others. Unknown fields are dropped.
import * as z from 'zod/mini';
import { ACCOUNT_COLOURS, type KnownAccount } from '../../shared/account.ts';
import { FINGERPRINT } from '../../shared/certificate.ts';
import { MOST_EXCEPTED, type OwnPresence, RECENT_STATUSES, STATUS_LIMIT } from '../../shared/contact.ts';
import type { ProxyServer } from '../../shared/proxy.ts';
import { AUTO_AWAY, DEFAULT_SETTINGS, type Settings, SKIN_TONES, TEXT_SIZES } from '../../shared/settings.ts';

export const settingFields: { readonly [K in keyof Settings]: z.ZodMiniType<Settings[K]> } = {
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  density: z.enum(['comfortable', 'compact']),
  textSize: z.literal([...TEXT_SIZES]),
  language: z.enum(['en', 'en-XA']),
  listWidth: z.number().check(z.gte(240), z.lte(420)),
  notifications: z.boolean(),
  notificationDetail: z.enum(['text', 'sender', 'nothing']),
  sounds: z.boolean(),
  enterSends: z.boolean(),
  confirmLinks: z.boolean(),
  sendTyping: z.boolean(),
  tellVersion: z.boolean(),
  tellTime: z.boolean(),
  sendReceipts: z.boolean(),
  sendRead: z.boolean(),
  spelling: z.boolean(),
  recentEmoji: z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.maxLength(32)),
  skinTone: z.literal([...SKIN_TONES]),
  contactOrder: z.enum(['reach', 'name']),
  contactsThere: z.boolean(),
  autoAway: z.literal([...AUTO_AWAY]),
  recentStatuses: z.array(z.string().check(z.minLength(1), z.maxLength(STATUS_LIMIT))).check(z.maxLength(RECENT_STATUSES)),
  appearToContacts: z.array(z.string().check(z.maxLength(4096))).check(z.maxLength(MOST_EXCEPTED)),
  appearToGroups: z.array(z.string().check(z.maxLength(10_000))).check(z.maxLength(MOST_EXCEPTED)),
  closeToTray: z.boolean(),
  startAtLogin: z.boolean(),
  startHidden: z.boolean(),
};

export const ownPresence: z.ZodMiniType<OwnPresence> = z.strictObject({
  availability: z.enum(['available', 'away', 'busy', 'hidden']),
  status: z.string().check(z.maxLength(STATUS_LIMIT)),
});

export const fingerprint = z.string().check(z.regex(FINGERPRINT));
/** ms since the epoch. */
const time = z.int().check(z.gte(0));

export const proxy: z.ZodMiniType<ProxyServer> = z.strictObject({
  kind: z.enum(['tor', 'socks5', 'http']),
  host: z.string().check(z.minLength(1), z.maxLength(255)),
  port: z.int().check(z.gte(1), z.lte(65535)),
  username: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(255))),
});

const account: z.ZodMiniType<KnownAccount> = z.object({
  id: z.string().check(z.regex(/^[0-9a-f-]{36}$/)),
  address: z.string().check(z.minLength(1), z.maxLength(2047)),
  server: z.exactOptional(z.string().check(z.maxLength(255))),
  port: z.exactOptional(z.int().check(z.gte(1), z.lte(65535))),
  certificate: z.exactOptional(z.string().check(z.maxLength(255))),
  safe: z.exactOptional(z.boolean()),
  bound: z.exactOptional(z.boolean()),
  plain: z.exactOptional(z.boolean()),
  trusted: z.exactOptional(z.object({ fingerprint, since: time })),
  seen: z.exactOptional(
    z.object({
      fingerprint,
      proof: z.enum(['authority', 'own-authority', 'trusted']),
      since: time,
      before: z.exactOptional(fingerprint),
    }),
  ),
  proxy: z.exactOptional(proxy),
  off: z.exactOptional(z.boolean()),
  colour: z.exactOptional(z.int().check(z.gte(0), z.lt(ACCOUNT_COLOURS))),
});

export function valid<T>(schema: z.ZodMiniType<T>, value: unknown): T[] {
  const result = schema.safeParse(value);
  return result.success ? [result.data] : [];
}

export function readSettings(raw: unknown): Settings {
  const given = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const pick = <K extends keyof Settings>(key: K): Settings[K] =>
    Object.hasOwn(given, key) ? (valid(settingFields[key], given[key])[0] ?? DEFAULT_SETTINGS[key]) : DEFAULT_SETTINGS[key];
  const keys = Object.keys(settingFields) as (keyof Settings)[];
  return Object.fromEntries(keys.map((key) => [key, pick(key)])) as unknown as Settings;
}

export function readPresence(raw: unknown): OwnPresence {
  return valid(ownPresence, raw)[0] ?? { availability: 'available', status: '' };
}

export function readAccounts(raw: unknown): readonly KnownAccount[] {
  const read = Array.isArray(raw) ? raw.flatMap((each) => valid(account, each)) : [];
  // Twice the same id or address would be two connections for one account.
  return read.filter((each, at) => !read.slice(0, at).some(({ id, address }) => id === each.id || address === each.address));
}
