// Codec pairs: what a reader makes of NAME.xml is NAME.json. Adding a test = adding two files. Messages are told by their id.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLimits } from '../../electron/xmpp/core/limits.ts';
import { readPresence } from '../../electron/xmpp/core/presence.ts';
import { readItem } from '../../electron/xmpp/core/roster.ts';
import { type Element, readStanzaError } from '../../electron/xmpp/core/xml.ts';
import { readLast } from '../../electron/xmpp/xep/0012-last-activity.ts';
import { readInfo } from '../../electron/xmpp/xep/0030-disco.ts';
import { readPhoto } from '../../electron/xmpp/xep/0054-vcard.ts';
import { readPage } from '../../electron/xmpp/xep/0059-rsm.ts';
import { readEvent } from '../../electron/xmpp/xep/0060-pubsub.ts';
import { readAvatarMetadata, readData } from '../../electron/xmpp/xep/0084-avatar.ts';
import { readChatState } from '../../electron/xmpp/xep/0085-chat-states.ts';
import { readPhotoHash } from '../../electron/xmpp/xep/0153-vcard-avatars.ts';
import { readReceipt, readReceiptAsked } from '../../electron/xmpp/xep/0184-receipts.ts';
import { readChange } from '../../electron/xmpp/xep/0191-blocking.ts';
import { readTime } from '../../electron/xmpp/xep/0202-time.ts';
import { readDelay } from '../../electron/xmpp/xep/0203-delay.ts';
import { readKinds } from '../../electron/xmpp/xep/0215-external-services.ts';
import { readCarbon } from '../../electron/xmpp/xep/0280-carbons.ts';
import { readCorrection } from '../../electron/xmpp/xep/0308-correction.ts';
import { readMetadata, readResult } from '../../electron/xmpp/xep/0313-mam.ts';
import { readIdle } from '../../electron/xmpp/xep/0319-idle.ts';
import { readDisplayed, readMarkable } from '../../electron/xmpp/xep/0333-markers.ts';
import { readStanzaId } from '../../electron/xmpp/xep/0359-ids.ts';
import { readMentions } from '../../electron/xmpp/xep/0372-references.ts';
import { readUnstyled } from '../../electron/xmpp/xep/0393-styling.ts';
import { readRetraction, readTombstone } from '../../electron/xmpp/xep/0424-retraction.ts';
import { readFallback } from '../../electron/xmpp/xep/0428-fallback.ts';
import { readPreferences } from '../../electron/xmpp/xep/0441-preferences.ts';
import { readReactions } from '../../electron/xmpp/xep/0444-reactions.ts';
import { readReply } from '../../electron/xmpp/xep/0461-replies.ts';
import { NS as NS_DISPLAYED, readDisplayedItem } from '../../electron/xmpp/xep/0490-displayed.ts';
import { parseElement } from '../support/parse-element.ts';

const readers: Record<string, (element: Element) => unknown> = {
  '0012-last': readLast,
  '0030-disco': readInfo,
  '0054-photo': (element) => hex(readPhoto(element)),
  '0059-rsm': readPage,
  '0084-data': (element) => hex(readData(element)),
  '0084-metadata': readAvatarMetadata,
  '0085-chat-states': readChatState,
  '0153-vcard-avatars': (element) => ({ hash: readPhotoHash(element) }),
  '0184-receipts': (element) => ({ asked: readReceiptAsked(element), of: readReceipt(element) }),
  '0191-blocking': readChange,
  '0203-delay': (element) => readDelay(element, (from) => from === 'kith.test'),
  '0202-time': readTime,
  '0215-external-services': readKinds,
  '0280-carbons': (element) => byId(readCarbon(element, 'alice@kith.test')),
  '0308-correction': readCorrection,
  '0313-mam': (element) => byId(readResult(element)),
  '0313-mam-metadata': readMetadata,
  '0319-idle': readIdle,
  '0333-markers': (element) => ({ markable: readMarkable(element), displayed: readDisplayed(element) }),
  '0359-ids': (element) => readStanzaId(element, 'alice@kith.test'),
  '0372-mentions': (element) => {
    const whole = element.getChildText('body') ?? undefined;
    return readMentions(element, whole, readReply(element, whole).cut);
  },
  '0393-styling': readUnstyled,
  '0424-retraction': (element) => ({ of: readRetraction(element), tombstone: readTombstone(element) }),
  '0428-fallback': (element) => readFallback(element, 'urn:xmpp:reply:0'),
  '0441-preferences': readPreferences,
  '0444-reactions': readReactions,
  '0461-replies': (element) => readReply(element, element.getChildText('body') ?? undefined),
  '0478-limits': readLimits,
  '0490-displayed': (element) => readEvent(element, NS_DISPLAYED)?.flatMap((item) => readDisplayedItem(item, 'alice@kith.test') ?? []),
  roster: readItem,
  presence: (element) => readPresence(element, 'bob@kith.test'),
  'stanza-error': (element) => {
    const { condition, type, text } = readStanzaError(element);
    return { condition, type, text };
  },
};

function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString('hex');
}

function byId(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('message' in value)) return value;
  return { ...value, message: (value.message as Element).attrs.id };
}

const folder = join(import.meta.dirname, '../fixtures');

describe.each(readdirSync(folder))('%s', (name) => {
  const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.xml'));
  it.each(files)('%s', (file) => {
    const read = readers[name];
    if (read === undefined) throw new Error(`no reader for the fixtures of ${name}`);
    const element = parseElement(readFileSync(join(folder, name, file), 'utf8'));
    const expected: unknown = JSON.parse(readFileSync(join(folder, name, file.replace(/xml$/, 'json')), 'utf8'));
    expect(JSON.parse(JSON.stringify(read(element) ?? null))).toEqual(expected);
  });
});
