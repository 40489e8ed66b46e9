// How the scripted server lets a client in: STARTTLS, SCRAM, resource binding and stream management, as a normal server does it.
import type { IssuedCertificate } from './certificates.ts';
import { type ScramServerOptions, scramServer } from './scram-server.ts';

/** What both sides of a scripted connection can be told. */
export interface Dialogue {
  /** Waits for text in what the client sends and takes everything up to its end; throws with all that came when it does not come. */
  expect(pattern: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Waits for the next whole element of this name, e.g. 'iq', and takes it. */
  element(name: string, timeoutMs?: number): Promise<string>;
  /** expect(), then send(); the answer may be made from what was matched. */
  reply(pattern: string | RegExp, answer: string | ((matched: string) => string)): Promise<string>;
  /** Text or bytes exactly as they shall stand on the wire. */
  send(what: string | Uint8Array): Promise<void>;
  /** Waits for the client's stream header, answers with one and with these features. */
  openStream(features: string): Promise<string>;
  /** The server's side of the handshake, as soon as the client has been told <proceed/>. */
  startTls(certificate: IssuedCertificate): Promise<void>;
  /** The server's side of a channel binding on this connection. */
  binding(type: string): Buffer;
}

export interface LoginOptions extends Partial<Omit<ScramServerOptions, 'mechanism'>> {
  /** For STARTTLS; leave out on a Direct TLS connection. */
  readonly certificate?: IssuedCertificate;
  readonly password: string;
  /** What is offered; SCRAM-SHA-1 and SCRAM-SHA-256 unless told. */
  readonly mechanisms?: readonly string[];
  /** Channel binding types announced beside them (XEP-0440). */
  readonly bindings?: readonly string[];
  /** Whether stream management is offered (and enabled when the client asks); false unless told. */
  readonly streamManagement?: boolean;
  /** The answer to <resume/>: a nonza; refused with item-not-found unless told. */
  readonly resume?: (request: string) => string;
  /** The answer to <enable/>; resumable for 60 s unless told. */
  readonly enabled?: string;
  /** More features beside bind. */
  readonly features?: string;
}

export interface Login {
  readonly username: string;
  readonly mechanism: string;
  /** The gs2 header: what the client says about channel binding. */
  readonly header: string;
  /** The full address given out; '' when a stream was resumed. */
  readonly jid: string;
  readonly resumed: boolean;
  /** What the client proposed as its resource. */
  readonly resource: string | undefined;
}

const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const NS_SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const NS_BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const NS_SM = 'urn:xmpp:sm:3';

/** Plays a normal server from the first byte to a bound resource; throws when the client does not know the password. */
export async function login(connection: Dialogue, domain: string, options: LoginOptions): Promise<Login> {
  if (options.certificate !== undefined) {
    await connection.openStream(`<starttls xmlns='${NS_TLS}'><required/></starttls>`);
    await connection.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>`);
    await connection.startTls(options.certificate);
  }
  const offered = (options.mechanisms ?? ['SCRAM-SHA-256', 'SCRAM-SHA-1']).map((name) => `<mechanism>${name}</mechanism>`);
  await connection.openStream(`<mechanisms xmlns='${NS_SASL}'>${offered.join('')}</mechanisms>${announce(options.bindings)}`);
  const auth = await connection.element('auth');
  const mechanism = attribute(auth, 'mechanism') ?? '';
  const scram = scramServer({ binding: (type) => connection.binding(type), ...options, mechanism });
  await connection.send(`<challenge xmlns='${NS_SASL}'>${encode(scram.first(decode(auth)))}</challenge>`);
  const proof = scram.final(decode(await connection.element('response')));
  if (proof === undefined) {
    await connection.send(`<failure xmlns='${NS_SASL}'><not-authorized/></failure>`);
    throw new Error('the client does not know the password');
  }
  await connection.send(`<success xmlns='${NS_SASL}'>${encode(proof)}</success>`);

  const management = options.streamManagement === true ? `<sm xmlns='${NS_SM}'/>` : '';
  await connection.openStream(`<bind xmlns='${NS_BIND}'/>${management}${options.features ?? ''}`);
  const result = { username: scram.username(), mechanism, header: scram.header() };
  let request = await connection.expect(/<resume\s[^>]*>|<bind[\s\S]*<\/iq>/);
  if (request.includes('<resume')) {
    const answer =
      options.resume?.(request) ?? `<failed xmlns='${NS_SM}'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`;
    await connection.send(answer);
    if (answer.includes('<resumed')) return { ...result, jid: '', resumed: true, resource: undefined };
    request = await connection.element('iq');
  }
  const resource = /<resource>([^<]*)<\/resource>/.exec(request)?.[1];
  const jid = `${result.username}@${domain}/${resource ?? 'given'}`;
  const id = attribute(request, 'id') ?? '';
  await connection.send(`<iq type='result' id='${id}'><bind xmlns='${NS_BIND}'><jid>${jid}</jid></bind></iq>`);
  if (options.streamManagement === true) {
    await connection.reply(/<enable\s[^>]*>/, options.enabled ?? `<enabled xmlns='${NS_SM}' id='resume-1' resume='true' max='60'/>`);
  }
  return { ...result, jid, resumed: false, resource };
}

export function announce(bindings: readonly string[] | undefined): string {
  if (bindings === undefined) return '';
  return `<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>${bindings.map((type) => `<channel-binding type='${type}'/>`).join('')}</sasl-channel-binding>`;
}

/** The value of an attribute in the first tag of this text that has it. */
export function attribute(text: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(text);
  return match?.[1] ?? match?.[2];
}

function decode(element: string): string {
  return Buffer.from(/>([^<]*)</.exec(element)?.[1] ?? '', 'base64').toString();
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
