// What every call accepts, checked at the border: the renderer is treated as hostile. A missing call does not compile.
import * as z from 'zod/mini';
import { ACCOUNT_COLOURS } from '../../shared/account.ts';
import { REPORT_LIMIT } from '../../shared/blocking.ts';
import { MOST_GROUPS, NAME_LIMIT, NOTE_LIMIT } from '../../shared/contact.ts';
import { asEmoji } from '../../shared/emoji.ts';
import type { Calls } from '../../shared/ipc.ts';
import { MOST_MENTIONS } from '../../shared/mention.ts';
import { BODY_LIMIT } from '../../shared/message.ts';
import { OWN_NAME_LIMIT } from '../../shared/person-name.ts';
import { isPictureHash } from '../../shared/picture.ts';
import { ABOUT_LIMIT, FIELD_LIMIT } from '../../shared/profile.ts';
import { SEARCH_LIMIT } from '../../shared/search.ts';
import type { Settings } from '../../shared/settings.ts';
import { fingerprint, ownPresence, proxy, settingFields } from '../desktop/settings-schema.ts';

type Schemas = { [C in keyof Calls]: z.ZodMiniType<Parameters<Calls[C]>> };

const id = z.string().check(z.minLength(1), z.maxLength(64));
/** Prepared and judged by the services; here only kept within bounds. */
const address = z.string().check(z.maxLength(3071));
/** As long as SOCKS5 can say it. */
const proxyPassword = z.string().check(z.maxLength(255));
const text = z.string().check(z.maxLength(BODY_LIMIT));
/** One, as people write it; see shared/emoji.ts. */
const emoji = z.string().check(z.refine((given) => asEmoji(given) === given));
const position = z.int().check(z.gte(0));
const mentions = z.array(z.strictObject({ from: position, to: position, address })).check(z.maxLength(MOST_MENTIONS));
const logPlace = z.strictObject({ position, above: z.number() });
/** ms since the epoch. */
const time = z.int().check(z.gte(0));
const contactName = z.string().check(z.maxLength(NAME_LIMIT));
/** As the server has it, which may be longer than Kith would make one. */
const groupName = z.string().check(z.maxLength(10_000));
const pageLength = z.int().check(z.gte(1), z.lte(500));

/** Any of the settings, none unknown, none undefined. */
const someSettings: z.ZodMiniType<Partial<Settings>> = z.strictObject(
  Object.fromEntries(Object.entries(settingFields).map(([name, field]) => [name, z.exactOptional(field)])),
) as z.ZodMiniType<Partial<Settings>>;

const field = z.exactOptional(z.string().check(z.maxLength(FIELD_LIMIT)));
const cardChange = z.strictObject({
  fullName: field,
  organisation: field,
  title: field,
  birthday: field,
  phone: field,
  email: field,
  website: field,
  note: z.exactOptional(z.string().check(z.maxLength(ABOUT_LIMIT))),
});

export const schemas: Schemas = {
  'app.snapshot': z.tuple([]),
  'storage.retry': z.tuple([]),
  'storage.setAside': z.tuple([]),
  'storage.allowUnprotected': z.tuple([z.boolean()]),
  'account.signIn': z.tuple([
    z.strictObject({
      address,
      password: z.string().check(z.maxLength(1024)),
      server: z.exactOptional(z.string().check(z.maxLength(255))),
      port: z.exactOptional(z.int()),
      certificate: z.exactOptional(id),
      guest: z.exactOptional(z.literal(true)),
      proxy: z.exactOptional(z.nullable(proxy)),
      proxyPassword: z.exactOptional(proxyPassword),
      plain: z.exactOptional(z.boolean()),
      trust: z.exactOptional(fingerprint),
    }),
  ]),
  'account.chooseCertificate': z.tuple([]),
  'app.networkChanged': z.tuple([z.boolean()]),
  'account.reconnect': z.tuple([id]),
  'account.setProxy': z.tuple([id, z.nullable(proxy), z.nullable(proxyPassword)]),
  'account.switchOn': z.tuple([id, z.boolean()]),
  'account.setColour': z.tuple([id, z.int().check(z.gte(0), z.lt(ACCOUNT_COLOURS))]),
  'account.reorder': z.tuple([z.array(id).check(z.maxLength(1000))]),
  'account.signOut': z.tuple([id, z.boolean()]),
  'account.security': z.tuple([id]),
  'account.server': z.tuple([id]),
  'account.checkServer': z.tuple([id]),
  'account.archiving': z.tuple([id]),
  'account.setArchiving': z.tuple([id, z.enum(['everything', 'contacts', 'nothing'])]),
  'account.allowPlain': z.tuple([id, z.boolean()]),
  'account.trustCertificate': z.tuple([id, fingerprint]),
  'account.forgetCertificate': z.tuple([id]),
  'presence.change': z.tuple([ownPresence]),
  'conversations.open': z.tuple([id, address]),
  'conversations.saveDraft': z.tuple([id, text, z.nullable(id), mentions]),
  'conversations.markRead': z.tuple([id, position]),
  'conversations.keepPlace': z.tuple([id, z.nullable(logPlace)]),
  'conversations.markUnread': z.tuple([id]),
  'conversations.pin': z.tuple([id, z.boolean()]),
  'conversations.mute': z.tuple([id, time]),
  'conversations.archive': z.tuple([id, z.boolean()]),
  'conversations.delete': z.tuple([id]),
  'conversations.shown': z.tuple([z.nullable(id)]),
  'conversations.setTyping': z.tuple([id, z.enum(['composing', 'paused', 'active', 'inactive'])]),
  'messages.page': z.tuple([id, z.nullable(position), pageLength]),
  'messages.around': z.tuple([id, position, pageLength]),
  'messages.after': z.tuple([id, position, pageLength]),
  'messages.release': z.tuple([id]),
  'messages.positions': z.tuple([z.array(id).check(z.maxLength(2000))]),
  'messages.body': z.tuple([id]),
  'messages.send': z.tuple([id, text, z.nullable(id), mentions]),
  'messages.forward': z.tuple([id, id]),
  'messages.correct': z.tuple([id, text, mentions]),
  'messages.retract': z.tuple([id]),
  'messages.delete': z.tuple([id]),
  'messages.react': z.tuple([id, emoji, z.boolean()]),
  'messages.nextMention': z.tuple([id]),
  'messages.revisions': z.tuple([id]),
  'messages.retry': z.tuple([id]),
  'messages.discard': z.tuple([id]),
  'search.messages': z.tuple([z.string().check(z.maxLength(SEARCH_LIMIT)), z.nullable(id), pageLength]),
  'search.position': z.tuple([id, time]),
  'search.days': z.tuple([id, z.array(time).check(z.maxLength(50))]),
  'export.start': z.tuple([z.nullable(id), z.enum(['html', 'json', 'text'])]),
  'export.cancel': z.tuple([]),
  'export.show': z.tuple([]),
  'history.state': z.tuple([id]),
  'history.load': z.tuple([id, position]),
  'profile.look': z.tuple([id, address]),
  'profile.own': z.tuple([id]),
  'profile.setNickname': z.tuple([id, z.string().check(z.maxLength(OWN_NAME_LIMIT))]),
  'profile.setPicture': z.tuple([id, z.nullable(id), z.enum(['contacts', 'everybody'])]),
  'profile.setCard': z.tuple([id, cardChange]),
  'pictures.want': z.tuple([z.string().check(z.refine(isPictureHash))]),
  'contacts.add': z.tuple([id, address, contactName]),
  'contacts.whereabouts': z.tuple([id, address]),
  'contacts.edit': z.tuple([id, address, contactName, z.array(contactName).check(z.maxLength(MOST_GROUPS))]),
  'contacts.seeing': z.tuple([id, address, z.enum(['ask', 'stop-seeing', 'show', 'stop-showing'])]),
  'contacts.remove': z.tuple([id, address]),
  'contacts.note': z.tuple([id, address]),
  'contacts.setNote': z.tuple([id, address, z.string().check(z.maxLength(NOTE_LIMIT))]),
  'contacts.renameGroup': z.tuple([id, groupName, contactName]),
  'requests.accept': z.tuple([id, address]),
  'requests.decline': z.tuple([id, address]),
  'requests.declineAll': z.tuple([z.nullable(id)]),
  'blocking.block': z.tuple([
    id,
    address,
    z.nullable(z.strictObject({ reason: z.enum(['spam', 'abuse']), text: z.string().check(z.maxLength(REPORT_LIMIT)) })),
  ]),
  'blocking.unblock': z.tuple([id, z.array(address).check(z.maxLength(1000))]),
  'settings.change': z.tuple([someSettings]),
  'links.open': z.tuple([z.string().check(z.maxLength(8192)), z.nullable(id)]),
  'app.showLogs': z.tuple([]),
  'app.licences': z.tuple([]),
  'app.quit': z.tuple([]),
  'clipboard.write': z.tuple([text]),
  'clipboard.paste': z.tuple([]),
};
