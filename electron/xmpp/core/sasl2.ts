// XEP-0388 Extensible SASL Profile, version 1.0.4: signing in without a stream restart, with what comes after it in the same request.
import { decode, encode, type Profile, readRefusal } from './sasl.ts';
import { type Element, xml } from './xml.ts';

export const NS = 'urn:xmpp:sasl:2';

export interface SecondOffer {
  readonly mechanisms: readonly string[];
  /** What may be asked for together with signing in. */
  readonly inline: Element | undefined;
}

/** Undefined where the server does not have it. */
export function readOffer(features: Element): SecondOffer | undefined {
  const offered = features.getChild('authentication', NS);
  if (offered === undefined) return undefined;
  return { mechanisms: offered.getChildren('mechanism', NS).map((each) => each.text()), inline: offered.getChild('inline', NS) };
}

/** `agent` is a UUID of version 4, the same for this account on this device for good (2.3); nobody but the server gets to see it. */
export function secondProfile(agent: string | undefined, inline: readonly Element[]): Profile {
  return {
    begin: (mechanism, initial) =>
      xml(
        'authenticate',
        { xmlns: NS, mechanism },
        initial && xml('initial-response', {}, encode(initial)),
        agent === undefined ? undefined : xml('user-agent', { id: agent }, xml('software', {}, 'Kith')),
        ...inline,
      ),
    respond: (data) => xml('response', { xmlns: NS }, encode(data)),
    abort: xml('abort', { xmlns: NS }),
    read(element) {
      if (element.getNS() !== NS) return undefined;
      switch (element.getName()) {
        case 'challenge':
          return { is: 'challenge', data: decode(element.text()) };
        case 'success': {
          const data = element.getChildText('additional-data', NS);
          return { is: 'success', data: data === null ? undefined : decode(data) };
        }
        case 'failure':
          return { is: 'failure', refusal: readRefusal(element) };
        case 'continue': {
          const tasks = element.getChild('tasks', NS)?.getChildren('task', NS) ?? [];
          return { is: 'continue', tasks: tasks.map((task) => task.text()) };
        }
        default:
          return undefined;
      }
    },
  };
}
