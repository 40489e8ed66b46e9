// What the answers of a server and of its services mean for the person. Pure; XEP-0157 1.1.1 for whom to turn to.
import { type Discovery, formOf, valuesOf } from '../../shared/discovery.ts';
import { linkTarget } from '../../shared/links.ts';
import { ABILITIES, type Ability, CONTACT_KINDS, type ServerReport } from '../../shared/server.ts';
import type { DiscoveryRow } from '../archive/discoveries.ts';
import { NS_APPROVAL } from '../xmpp/core/roster.ts';
import { NS as NS_PRIVACY } from '../xmpp/xep/0016-privacy.ts';
import { NS as NS_INFO } from '../xmpp/xep/0030-disco.ts';
import { NS as NS_BLOCKING } from '../xmpp/xep/0191-blocking.ts';
import { NS as NS_SERVICES } from '../xmpp/xep/0215-external-services.ts';
import { NS as NS_REPORTING } from '../xmpp/xep/0377-reporting.ts';

/** What the stream's features said is kept under this question. */
export const STREAM = 'http://etherx.jabber.org/streams';
/** Addresses that belong to the server but did not answer are kept under this question, without an answer. */
export const SILENCE = 'urn:kith:silence';

const NS_UPLOAD = 'urn:xmpp:http:upload:0';
const NS_CONTACTS = 'http://jabber.org/network/serverinfo';
const PUBSUB = 'http://jabber.org/protocol/pubsub';
const MOST_CONTACTS = 3;

export function assess(account: string, address: string, domain: string, rows: readonly DiscoveryRow[]): ServerReport {
  const answers = rows.filter((row) => row.question === NS_INFO);
  const answerOf = (entity: string, question = NS_INFO) => rows.find((row) => row.entity === entity && row.question === question)?.answer;
  const own = answerOf(address);
  const server = answerOf(domain);
  const stream = answerOf(domain, STREAM);
  const anywhere = (feature: string) => answers.some(({ answer }) => has(answer, feature));
  const upload = answers.find(({ answer }) => has(answer, NS_UPLOAD))?.answer;
  const largest = Number(valuesOf(upload && formOf(upload, NS_UPLOAD), 'max-file-size')[0]);
  const personal = is(own, 'pubsub', 'pep') || is(server, 'pubsub', 'pep');

  const tests: Readonly<Record<Ability, boolean>> = {
    history: hasAny(own, /^urn:xmpp:mam:[12]$/),
    devices: has(server, 'urn:xmpp:carbons:2'),
    waiting: has(server, 'msgoffline') || hasAny(own, /^urn:xmpp:mam:[12]$/),
    files: upload !== undefined,
    groups: answers.some(({ answer }) => has(answer, 'http://jabber.org/protocol/muc') && answer.identities.some(isRooms)),
    calls: has(answerOf(domain, NS_SERVICES), 'turn'),
    block: has(server, NS_BLOCKING) || has(server, NS_PRIVACY),
    report: has(server, NS_REPORTING) || has(own, NS_REPORTING),
    profile: [own, server].some((each) => has(each, 'vcard-temp') || has(each, 'urn:ietf:params:xml:ns:vcard-4.0')) || personal,
    picture: personal,
    storage: personal && [own, server].some((each) => has(each, `${PUBSUB}#publish-options`)),
    bookmarks: has(own, 'urn:xmpp:bookmarks:1#compat') || has(own, 'urn:xmpp:bookmarks:1#compat-pep'),
    resume: has(stream, 'urn:xmpp:sm:3'),
    quiet: has(stream, 'urn:xmpp:csi:0'),
    changes: has(stream, 'urn:xmpp:features:rosterver'),
    approval: has(stream, NS_APPROVAL),
    invisible: hasAny(server, /^urn:xmpp:invisible:[01]$/),
    transfer: answers.some(({ answer }) => is(answer, 'proxy', 'bytestreams')),
    push: has(own, 'urn:xmpp:push:0') || has(server, 'urn:xmpp:push:0'),
    directory: anywhere('jabber:iq:search'),
    password: has(server, 'jabber:iq:register'),
    outage: outageAddresses(server).length > 0,
  };
  return {
    account,
    // The rest is asked more often.
    checkedAt: rows.find((row) => row.question === NS_SERVICES)?.at ?? 0,
    can: ABILITIES.filter((ability) => tests[ability]),
    cannot: ABILITIES.filter((ability) => !tests[ability]),
    ...(Number.isSafeInteger(largest) && largest > 0 ? { largestFile: largest } : {}),
    silent: rows.filter((row) => row.question === SILENCE).map((row) => row.entity),
    contacts: contacts(server),
  };
}

function contacts(server: Discovery | undefined): ServerReport['contacts'] {
  const form = server && formOf(server, NS_CONTACTS);
  return CONTACT_KINDS.flatMap((kind) => {
    const uris = valuesOf(form, `${kind}-addresses`).filter(harmless);
    return uris.slice(0, MOST_CONTACTS).map((uri) => ({ kind, uri }));
  });
}

/** Where the server's operator tells of outages (XEP-0455 3.1); only where nobody between can change what is told. */
export function outageAddresses(server: Discovery | undefined): readonly string[] {
  const form = server && formOf(server, 'urn:xmpp:sos:0');
  return valuesOf(form, 'external-status-addresses').filter((uri) => uri.startsWith('https://') && linkTarget(uri).open === 'system');
}

function harmless(uri: string): boolean {
  return /^(?:https|mailto|xmpp):/i.test(uri) && linkTarget(uri).open !== 'nothing';
}

function has(info: Discovery | undefined, feature: string): boolean {
  return info?.features.includes(feature) === true;
}

function hasAny(info: Discovery | undefined, pattern: RegExp): boolean {
  return info?.features.some((feature) => pattern.test(feature)) === true;
}

function is(info: Discovery | undefined, category: string, type: string): boolean {
  return info?.identities.some((each) => each.category === category && each.type === type) === true;
}

function isRooms(identity: Discovery['identities'][number]): boolean {
  return identity.category === 'conference';
}
