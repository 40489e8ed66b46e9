// From verified TLS to a bound or resumed stream (RFC 6120 6 and 7; XEP-0198 5), step by step.
import { randomUUID } from 'node:crypto';
import { parseJid } from '../../../shared/jid.ts';
import { type Device, signInAtOnce } from './at-once.ts';
import { authenticate, type Credentials, type Marks, type SignedIn } from './authenticate.ts';
import type { BoundAtOnce } from './bind2.ts';
import { bindingsOf, readBindingTypes } from './channel-binding.ts';
import { external, ownCertificate } from './client-certificate.ts';
import type { Token } from './fast.ts';
import { openStream } from './greet.ts';
import { isStanza, type Management, NS as NS_SM } from './management.ts';
import { firstProfile } from './sasl.ts';
import { readOffer } from './sasl2.ts';
import { StreamFailure } from './stream-failure.ts';
import type { Wire } from './wire.ts';
import { type Element, readStanzaError, xml } from './xml.ts';

const NS_SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const NS_BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const NS_SESSION = 'urn:ietf:params:xml:ns:xmpp-session';

export interface Negotiation {
  readonly wire: Wire;
  /** What the server offered once TLS was verified. */
  readonly features: Element;
  readonly username: string;
  readonly password: () => Promise<string>;
  /** The address, where a certificate was shown in the password's place. */
  readonly withCertificate: string | undefined;
  readonly marks: Marks;
  /** See AttemptOptions. */
  readonly guest: boolean;
  readonly device: Device | undefined;
  /** What the device kept. */
  readonly token: Token | undefined;
  /** Asked of the server, which may choose another (RFC 6120 7.6). */
  readonly resource: string;
  readonly management: Management;
  /** See AttemptOptions. */
  readonly inactive: boolean;
  readonly now: () => number;
}

export interface Negotiated {
  /** Full JID; of the earlier stream when resumed. */
  readonly jid: string | undefined;
  readonly resumed: boolean;
  readonly signedIn: SignedIn;
  /** Stanzas of a resumed stream to write again, in order. */
  readonly again: readonly Element[];
  /** What the server offered on the stream that is now signed in; undefined when it is the earlier one's offer that counts. */
  readonly features: Element | undefined;
  /** Where binding was part of signing in. */
  readonly bound?: BoundAtOnce;
}

/** Rejects with StreamFailure. */
export async function negotiate(options: Negotiation): Promise<Negotiated> {
  const offer = readOffer(options.features);
  const credentials = async (bindings: Credentials['bindings']) => {
    const { username, marks, withCertificate, wire, guest } = options;
    const certificate = withCertificate === undefined ? undefined : external(withCertificate, ownCertificate(wire.socket));
    const password = certificate === undefined && !guest ? await options.password() : '';
    return { username, password, ...marks, bindings, certificate, guest };
  };
  if (offer !== undefined) {
    const { signedIn, resumed, bound, features } = await signInAtOnce({ ...options, credentials }, offer);
    if (resumed !== undefined) return { jid: undefined, resumed: true, signedIn, again: resumed.again, features };
    if (bound !== undefined) return { jid: bound.jid, resumed: false, signedIn, again: [], features, bound };
    if (features === undefined) return { jid: undefined, resumed: false, signedIn, again: [], features };
    return { ...(await resumeOrBind(options, features)), signedIn };
  }
  const mechanisms = options.features.getChild('mechanisms', NS_SASL);
  if (mechanisms === undefined) throw new StreamFailure('no-safe-sign-in', 'no SASL mechanisms were offered');
  if (options.device?.invalidate) throw new StreamFailure('server-error', 'the server knows no tokens');
  const { success: _, ...signedIn } = await authenticate(
    options.wire,
    firstProfile,
    {
      version: 1,
      mechanisms: mechanisms.getChildren('mechanism', NS_SASL).map((each) => each.text()),
      bindings: readBindingTypes(options.features),
    },
    await credentials(bindingsOf(options.wire.socket)),
  );
  return { ...(await resumeOrBind(options, await openStream(options.wire))), signedIn };
}

async function resumeOrBind({ wire, management, resource }: Negotiation, features: Element): Promise<Omit<Negotiated, 'signedIn'>> {
  const resume = features.getChild('sm', NS_SM) === undefined ? undefined : management.resumption();
  if (resume !== undefined) {
    wire.send(resume);
    const reply = await wire.next();
    if (reply.is('resumed', NS_SM)) return { jid: undefined, resumed: true, again: management.resumed(reply), features };
    management.abandon(reply.is('failed', NS_SM) ? reply : undefined);
  } else management.abandon(undefined);

  const jid = await bind(wire, resource);
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
  return { jid, resumed: false, again: [], features };
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
