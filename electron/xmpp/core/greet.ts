// The first words with a server: its stream header, STARTTLS, and the features it offers once it has proven who it is (RFC 6120 4.3 and 5).
import type { Clock } from '../../../shared/clock.ts';
import type { Connected } from './carrier.ts';
import { NS_FRAMING } from './frames.ts';
import { asFailure, StreamFailure } from './stream-failure.ts';
import { type TlsOptions, upgrade } from './tls.ts';
import { makeWire, type Wire } from './wire.ts';
import { type Element, xml } from './xml.ts';

const NS_STREAM = 'http://etherx.jabber.org/streams';
const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
/** For an answer to a question that the server did not invite. */
const UNOFFERED = 5_000;

export interface GreetOptions extends Pick<TlsOptions, 'authorities' | 'pin' | 'identity'> {
  readonly domain: string;
  /** Bare JID; undefined for who has none yet. */
  readonly address: string | undefined;
  readonly clock: Clock;
}

export interface Greeted {
  /** Inside verified TLS. */
  readonly wire: Wire;
  readonly features: Element;
}

/** Rejects with StreamFailure, ConnectError or the signal's reason; the connection is then over. */
export async function greet(connected: Connected, options: GreetOptions, stop: AbortSignal): Promise<Greeted> {
  const { domain, address, clock } = options;
  const wire = makeWire({ ...connected, domain, from: address, clock });
  const leave = () => wire.drop(asFailure(stop.reason));
  stop.addEventListener('abort', leave);
  try {
    stop.throwIfAborted();
    let features = await openStream(wire);
    if (!connected.secure) {
      await startTls(wire, features.getChild('starttls', NS_TLS) !== undefined, options, stop);
      features = await openStream(wire);
    }
    return { wire, features };
  } catch (error) {
    wire.fail(asFailure(error));
    throw error;
  } finally {
    stop.removeEventListener('abort', leave);
  }
}

export async function openStream(wire: Wire): Promise<Element> {
  const header = await wire.open();
  const framed = header.is('open', NS_FRAMING);
  if (!framed && !header.is('stream', NS_STREAM)) throw new StreamFailure('not-xmpp', `root element ${header.name}`);
  // RFC 6120 4.8.2; in any other namespace nothing that follows would be a stanza. A frame declares its own.
  if (!framed && header.attrs.xmlns !== 'jabber:client')
    throw new StreamFailure('not-xmpp', `content namespace ${header.attrs.xmlns ?? 'missing'}`);
  if (header.attrs.version === undefined) throw new StreamFailure('too-old', 'the stream header has no version');
  const features = await wire.next();
  if (!features.is('features', NS_STREAM)) throw new StreamFailure('not-xmpp', `expected stream features, got ${features.name}`);
  return features;
}

/** Asked for also where it is not offered: the offer can be cut out on the way (RFC 7590 3.1). Without TLS it is the end. */
async function startTls(wire: Wire, offered: boolean, options: GreetOptions, signal: AbortSignal): Promise<void> {
  const { domain, authorities, pin, identity, clock } = options;
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
  const shown = { ...(pin === undefined ? {} : { pin }), ...(identity === undefined ? {} : { identity }) };
  wire.attach(await upgrade(wire.detach(), { domain, authorities, ...shown, signal }), true);
}
