// One SASL exchange (RFC 4422) in XMPP's first profile (RFC 6120 6), and what its failures mean; XEP-0388 has the second profile.
import type { ConnectFailureKind } from '../../../shared/errors.ts';
import type { Mechanism } from './mechanism.ts';
import { StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

export const NS = 'urn:ietf:params:xml:ns:xmpp-sasl';

export interface SaslIo {
  send(element: Element): void;
  /** The next element of the stream. */
  next(): Promise<Element>;
}

/** How a profile writes what a mechanism says, and reads what the server answers. */
export interface Profile {
  begin(mechanism: string, initial: Buffer | undefined): Element;
  respond(data: Buffer): Element;
  readonly abort: Element;
  /** Undefined for what has no place in an exchange. */
  read(element: Element): Answer | undefined;
}

export type Answer =
  | { readonly is: 'challenge'; readonly data: Buffer }
  | { readonly is: 'success'; readonly data: Buffer | undefined }
  /** More is asked for than a mechanism. */
  | { readonly is: 'continue'; readonly tasks: readonly string[] }
  | { readonly is: 'failure'; readonly refusal: Refusal };

export interface Refusal {
  /** As in RFC 6120 6.5. */
  readonly condition: string;
  readonly text: string | undefined;
}

/** The words of RFC 6120 6.4. */
export const firstProfile: Profile = {
  begin: (mechanism, initial) => xml('auth', { xmlns: NS, mechanism }, initial && (initial.length === 0 ? '=' : encode(initial))),
  respond: (data) => xml('response', { xmlns: NS }, encode(data)),
  abort: xml('abort', { xmlns: NS }),
  read(element) {
    if (element.getNS() !== NS) return undefined;
    const name = element.getName();
    const text = element.text();
    if (name === 'challenge') return { is: 'challenge', data: decode(text) };
    if (name === 'success') return { is: 'success', data: text === '' ? undefined : decode(text) };
    return name === 'failure' ? { is: 'failure', refusal: readRefusal(element) } : undefined;
  },
};

/**
 * Resolves with the element that said success, and only when the mechanism is content with the server; with the server's refusal
 * otherwise. Rejects with StreamFailure where the server does what it must not.
 */
export async function exchange(io: SaslIo, profile: Profile, mechanism: Mechanism): Promise<Element | Refusal> {
  io.send(profile.begin(mechanism.name, mechanism.initial));
  for (;;) {
    const element = await io.next();
    const answer = profile.read(element);
    if (answer?.is === 'failure') return answer.refusal;
    try {
      if (answer === undefined) throw new StreamFailure('server-error', `unexpected <${element.name}/> while signing in`);
      if (answer.is === 'continue') throw new StreamFailure('second-step', `asked for: ${answer.tasks.join(', ')}`.slice(0, 200));
      if (answer.is === 'success') {
        mechanism.finish(answer.data);
        return element;
      }
      io.send(profile.respond(await mechanism.respond(answer.data)));
    } catch (error) {
      // RFC 6120 6.4.4; nobody waits for the answer, since the stream ends here.
      if (answer?.is !== 'success') io.send(profile.abort);
      throw error;
    }
  }
}

const FAILURES: ReadonlyMap<string, ConnectFailureKind> = new Map([
  ['aborted', 'sign-in-aborted'],
  ['account-disabled', 'account-disabled'],
  ['credentials-expired', 'password-expired'],
  ['encryption-required', 'encryption-required'],
  ['incorrect-encoding', 'sign-in-misunderstood'],
  ['invalid-authzid', 'not-your-address'],
  ['invalid-mechanism', 'no-safe-sign-in'],
  ['malformed-request', 'sign-in-misunderstood'],
  ['mechanism-too-weak', 'sign-in-too-weak'],
  ['not-authorized', 'wrong-password'],
  ['temporary-auth-failure', 'sign-in-later'],
]);

/** A condition of RFC 6120 6.5 as the person will see it. */
export function saslFailure({ condition, text }: Refusal, mechanism: string): StreamFailure {
  const detail = text ? `${condition}: ${text.slice(0, 200)}` : condition;
  // The password may be right: what we proved is for another connection than the one the server has. No condition is its own (RFC 6120 6.5).
  if (mechanism.endsWith('-PLUS') && /channel.?binding/i.test(text ?? '')) return new StreamFailure('server-unproven', detail);
  if (condition === 'not-authorized' && mechanism === 'EXTERNAL') return new StreamFailure('certificate-refused', detail);
  if (mechanism === 'ANONYMOUS' && (condition === 'not-authorized' || condition === 'invalid-mechanism'))
    return new StreamFailure('no-guests', detail);
  return new StreamFailure(FAILURES.get(condition) ?? 'server-error', detail);
}

/** Of a <failure/> in either profile: the conditions are the first one's. */
export function readRefusal(failure: Element): Refusal {
  const children = failure.getChildElements();
  const condition = children.find((child) => child.getNS() === NS && child.getName() !== 'text');
  const text = children.find((child) => child.getName() === 'text')?.text();
  return { condition: condition?.getName() ?? 'undefined-condition', text: text || undefined };
}

export function encode(data: Buffer): string {
  return data.toString('base64');
}

export function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
