// SASL over XMPP (RFC 6120 6): which mechanism, the exchange, and what its failures mean. SCRAM only; PLAIN is never spoken.
import type { ConnectFailureKind } from '../../../shared/errors.ts';
import { type ChannelBinding, type ScramHash, scram } from './scram.ts';
import { StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

export const NS = 'urn:ietf:params:xml:ns:xmpp-sasl';

export interface SaslIo {
  send(element: Element): Promise<void>;
  /** The next element of the stream. */
  next(): Promise<Element>;
}

export interface Credentials {
  /** Names of the mechanisms the server offers. */
  readonly offered: readonly string[];
  /** The local part of the address. */
  readonly username: string;
  readonly password: string;
  readonly binding?: ChannelBinding;
}

const HASHES: readonly ScramHash[] = ['SHA-512', 'SHA-256', 'SHA-1'];

const FAILURES: ReadonlyMap<string, ConnectFailureKind> = new Map([
  ['not-authorized', 'wrong-password'],
  ['credentials-expired', 'wrong-password'],
  ['account-disabled', 'account-disabled'],
  ['encryption-required', 'no-encryption'],
  ['invalid-mechanism', 'no-safe-sign-in'],
  ['mechanism-too-weak', 'no-safe-sign-in'],
]);

/**
 * The strongest mechanism both sides speak: bound to the TLS channel before unbound, then by hash. `bindings` are the channel
 * binding types that can be had on this connection. Undefined when there is only what Kith does not speak, such as PLAIN.
 */
export function chooseMechanism(offered: readonly string[], bindings: readonly string[] = []): string | undefined {
  const names = HASHES.map((hash) => `SCRAM-${hash}`);
  const wanted = [...(bindings.length > 0 ? names.map((name) => `${name}-PLUS`) : []), ...names];
  return wanted.find((name) => offered.includes(name));
}

/** A condition of RFC 6120 6.5 as the person will see it. */
export function saslFailure(condition: string, text?: string): StreamFailure {
  const detail = text ? `${condition}: ${text.slice(0, 200)}` : condition;
  return new StreamFailure(FAILURES.get(condition) ?? 'server-error', detail);
}

/** Signs in; resolves with the mechanism, and only when the server has accepted us and has proven itself. Rejects with StreamFailure. */
export async function authenticate(io: SaslIo, { offered, ...rest }: Credentials): Promise<string> {
  const { binding } = rest;
  let left = offered;
  for (;;) {
    const name = chooseMechanism(left, binding === undefined ? [] : [binding.type]);
    if (name === undefined) throw new StreamFailure('no-safe-sign-in', `offered: ${offered.join(', ') || 'nothing'}`.slice(0, 200));
    const failure = await attempt(io, name, rest, offered);
    if (failure === undefined) return name;
    left = left.filter((each) => each !== name);
    // A server may hold the account's keys for one hash only and still offer them all; only this condition says so.
    if (readCondition(failure) !== 'invalid-mechanism') throw readFailure(failure);
  }
}

/** Resolves with the server's <failure/>, if any. */
async function attempt(
  io: SaslIo,
  name: string,
  { username, password, binding }: Omit<Credentials, 'offered'>,
  offered: readonly string[],
): Promise<Element | undefined> {
  const bound = name.endsWith('-PLUS');
  const hash = HASHES.find((each) => name === `SCRAM-${each}` || name === `SCRAM-${each}-PLUS`) ?? 'SHA-1';
  const supportsBinding = binding !== undefined && !offered.some((each) => each.endsWith('-PLUS'));
  const mechanism = scram({ hash, username, password, supportsBinding, ...(bound && binding !== undefined ? { binding } : {}) });

  await io.send(xml('auth', { xmlns: NS, mechanism: name }, encode(mechanism.first())));
  let proven = false;
  for (let step: 'challenge' | 'final' | 'done' = 'challenge'; ; ) {
    const reply = await io.next();
    if (reply.is('failure', NS)) return reply;
    if (reply.is('success', NS)) {
      if (step === 'challenge') throw new StreamFailure('server-unproven', 'the server accepted us without asking for a proof');
      const text = reply.text();
      if (!proven || text !== '') mechanism.verify(decode(text));
      return undefined;
    }
    if (!reply.is('challenge', NS) || step === 'done')
      return abort(io, new StreamFailure('server-error', `unexpected <${reply.name}/> while signing in`));
    if (step === 'challenge') {
      const response = await mechanism.respond(decode(reply.text())).catch((error: unknown) => abort(io, error));
      await io.send(xml('response', { xmlns: NS }, encode(response)));
      step = 'final';
    } else {
      // The signature may come in a challenge of its own, to be answered with nothing (RFC 6120 6.4.6 explains why it need not).
      mechanism.verify(decode(reply.text()));
      proven = true;
      await io.send(xml('response', { xmlns: NS }));
      step = 'done';
    }
  }
}

/** RFC 6120 6.4.4. Always rejects with `failure`; nobody waits for the server's answer, since the stream ends here. */
async function abort(io: SaslIo, failure: unknown): Promise<never> {
  await Promise.allSettled([io.send(xml('abort', { xmlns: NS }))]);
  throw failure;
}

function readFailure(failure: Element): StreamFailure {
  return saslFailure(readCondition(failure), failure.getChildText('text', NS) ?? undefined);
}

function readCondition(failure: Element): string {
  const condition = failure.getChildElements().find((child) => child.getName() !== 'text');
  return condition?.getName() ?? 'undefined-condition';
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
