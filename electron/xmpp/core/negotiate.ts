// From a fresh socket to a bound or resumed stream (RFC 6120 4.3, 5, 6, 7; XEP-0198 5), step by step.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../shared/clock.ts';
import { parseJid } from '../../../shared/jid.ts';
import { isStanza, type Management, NS as NS_SM } from './management.ts';
import { authenticate } from './sasl.ts';
import { StreamFailure } from './stream-failure.ts';
import { type TlsOptions, upgrade } from './tls.ts';
import type { Wire } from './wire.ts';
import { type Element, readStanzaError, xml } from './xml.ts';

const NS_STREAM = 'http://etherx.jabber.org/streams';
const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const NS_SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const NS_BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const NS_SESSION = 'urn:ietf:params:xml:ns:xmpp-session';
/** For an answer to a question that the server did not invite. */
const UNOFFERED = 5_000;

export interface Negotiation extends Pick<TlsOptions, 'authorities' | 'pin'> {
  readonly wire: Wire;
  readonly domain: string;
  readonly username: string;
  readonly password: string;
  /** Asked of the server, which may choose another (RFC 6120 7.6). */
  readonly resource: string;
  readonly secure: boolean;
  readonly management: Management;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface Negotiated {
  /** Full JID; of the earlier stream when resumed. */
  readonly jid: string | undefined;
  readonly resumed: boolean;
  /** The SASL mechanism that signed in. */
  readonly mechanism: string;
  /** Stanzas of a resumed stream to write again, in order. */
  readonly again: readonly Element[];
  /** What the server offered on the stream that is now signed in. */
  readonly features: Element;
}

/** Rejects with StreamFailure or ConnectError; not one byte of authentication leaves before TLS is verified. */
export async function negotiate(options: Negotiation): Promise<Negotiated> {
  const { wire, management } = options;
  let features = await openStream(wire);

  if (!options.secure) {
    await startTls(options, features);
    features = await openStream(wire);
  }

  const mechanisms = features.getChild('mechanisms', NS_SASL);
  if (mechanisms === undefined) throw new StreamFailure('no-safe-sign-in', 'no SASL mechanisms were offered');
  const mechanism = await authenticate(
    { send: async (element) => wire.send(element), next: () => wire.next() },
    {
      offered: mechanisms.getChildren('mechanism', NS_SASL).map((each) => each.text()),
      username: options.username,
      password: options.password,
    },
  );
  features = await openStream(wire);

  const resume = features.getChild('sm', NS_SM) === undefined ? undefined : management.resumption();
  if (resume !== undefined) {
    wire.send(resume);
    const reply = await wire.next();
    if (reply.is('resumed', NS_SM)) return { jid: undefined, resumed: true, mechanism, again: management.resumed(reply), features };
    management.abandon(reply.is('failed', NS_SM) ? reply : undefined);
  } else management.abandon(undefined);

  const jid = await bind(wire, options.resource);
  const session = features.getChild('session', NS_SESSION);
  // RFC 3921 servers insist on this; newer ones mark it optional or leave it out.
  if (session !== undefined && session.getChild('optional') === undefined) await request(wire, xml('session', { xmlns: NS_SESSION }));

  if (features.getChild('sm', NS_SM) !== undefined) {
    wire.send(management.begin());
    // We can be reached since we are bound: a stanza may come first.
    const reply = await wire.next((element) => !isStanza(element));
    if (reply.is('enabled', NS_SM)) management.confirm(reply, wire.passed);
    else management.abandon(undefined);
  }
  return { jid, resumed: false, mechanism, again: [], features };
}

/** Asked for also where it is not offered: the offer can be cut out on the way (RFC 7590 3.1). Without TLS it is the end. */
async function startTls({ wire, domain, authorities, pin, clock, signal }: Negotiation, features: Element): Promise<void> {
  const offered = features.getChild('starttls', NS_TLS) !== undefined;
  const unoffered = (why: string) => new StreamFailure('no-encryption', `STARTTLS was not offered; asked for it, the server ${why}`);
  wire.send(xml('starttls', { xmlns: NS_TLS }));
  const cancel = offered ? () => undefined : clock.after(UNOFFERED, () => wire.drop(unoffered('said nothing')));
  const reply = await wire
    .next()
    .catch((error) => {
      throw offered || !(error instanceof StreamFailure) || error.kind === 'no-encryption' ? error : unoffered(`ended (${error.message})`);
    })
    .finally(cancel);
  if (!reply.is('proceed', NS_TLS)) throw new StreamFailure('no-encryption', `STARTTLS was answered with ${reply.getName()}`);
  wire.attach(await upgrade(wire.detach(), { domain, authorities, ...(pin === undefined ? {} : { pin }), signal }), true);
}

async function openStream(wire: Wire): Promise<Element> {
  const header = await wire.open();
  if (header.getName() !== 'stream' || header.getNS() !== NS_STREAM) throw new StreamFailure('not-xmpp', `root element ${header.name}`);
  // RFC 6120 4.8.2; in any other namespace nothing that follows would be a stanza.
  if (header.attrs.xmlns !== 'jabber:client') throw new StreamFailure('not-xmpp', `content namespace ${header.attrs.xmlns ?? 'missing'}`);
  if (header.attrs.version === undefined) throw new StreamFailure('not-xmpp', 'the server speaks a protocol from before XMPP 1.0');
  const features = await wire.next();
  if (!features.is('features', NS_STREAM)) throw new StreamFailure('not-xmpp', `expected stream features, got ${features.name}`);
  return features;
}

async function bind(wire: Wire, resource: string): Promise<string> {
  const result = await request(wire, xml('bind', { xmlns: NS_BIND }, xml('resource', {}, resource)));
  const jid = result.getChild('bind', NS_BIND)?.getChildText('jid');
  if (!jid || parseJid(jid, { tolerant: true }) === undefined) throw new StreamFailure('server-error', 'the server bound no address');
  return jid;
}

async function request(wire: Wire, child: Element): Promise<Element> {
  const id = randomUUID();
  wire.send(xml('iq', { type: 'set', id }, child));
  const reply = await wire.next((element) => !isStanza(element) || element.attrs.id === id);
  if (reply.getName() !== 'iq' || reply.attrs.id !== id) throw new StreamFailure('server-error', `expected an answer to ${child.name}`);
  if (reply.attrs.type !== 'result') throw new StreamFailure('server-error', readStanzaError(reply).message);
  return reply;
}
