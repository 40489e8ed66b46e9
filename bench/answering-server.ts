// A server without work of its own: signs anybody in and answers at once with text that was written beforehand, so that what is measured is the
// client. Runs in the process of the bench, beside the client's.
import type { Authority } from '../test/support/certificates.ts';
import { type ScriptedConnection, startScriptedServer } from '../test/support/server.ts';
import { attribute } from '../test/support/server-login.ts';

export const PASSWORD = 'a-password';
export const DOMAIN = 'kith.test';
const PATIENCE = 600_000;
const NS_SM = 'urn:xmpp:sm:3';
const STANZA = /<(?:r|enable) [^>]*>|<a [^>]*>|<(iq|message|presence)(\s[^>]*)?(\/>|>[\s\S]*?<\/\1>)|<\/stream:stream>|<close [^>]*>/;

export interface Answers {
  /** To a request; undefined: what every server says. `result` is the answer to this request around something. */
  readonly answer: (iq: string, result: (inside: string) => string) => string | undefined;
  /** To the client's first presence for everybody: who is there. */
  readonly presences?: () => readonly string[];
  /** The client has answered the server. */
  readonly heard?: (iq: string) => void;
}

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
}

export interface AnsweringServer extends Place {
  /** When the next connection is accepted (performance.now()), and the connection. */
  accepted(): Promise<{ readonly at: number; readonly connection: ScriptedConnection }>;
  close(): Promise<void>;
}

export async function startAnsweringServer(authority: Authority, answers: Answers): Promise<AnsweringServer> {
  const certificate = await authority.issue({ names: [DOMAIN] });
  const server = await startScriptedServer({ domain: DOMAIN });
  let tell: (accepted: { readonly at: number; readonly connection: ScriptedConnection }) => void = () => undefined;
  let closed = false;

  async function serve(connection: ScriptedConnection): Promise<void> {
    // Not every client turns stream management on.
    await connection.login({ certificate, password: PASSWORD, features: `<sm xmlns='${NS_SM}'/>` });
    await converse({ ...connection, sendAll: (stanzas) => connection.send(stanzas.join('')) }, answers);
    await connection.close();
  }

  async function accept(): Promise<void> {
    while (!closed) {
      const connection = await server.connection(PATIENCE);
      tell({ at: performance.now(), connection });
      // A client that is done leaves as it likes.
      serve(connection).catch(() => connection.reset());
    }
  }
  accept().catch((error: unknown) => {
    if (!closed) throw error;
  });

  return {
    host: server.host,
    port: server.port,
    domain: DOMAIN,
    accepted: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
    close() {
      closed = true;
      return server.close();
    },
  };
}

export interface Speaker {
  expect(pattern: RegExp, patience?: number): Promise<string>;
  send(text: string): Promise<void>;
  sendAll(stanzas: readonly string[]): Promise<void>;
}

/** From a bound resource to the end of the stream. */
export async function converse(connection: Speaker, { answer, presences, heard }: Answers): Promise<void> {
  let there = false;
  for (let handled = 0; ; ) {
    const stanza = (await connection.expect(STANZA, PATIENCE)).replace(/^[^<]*/, '');
    if (stanza.startsWith('</') || stanza.startsWith('<close ')) return;
    if (stanza.startsWith('<enable ')) {
      handled = 0;
      await connection.send(`<enabled xmlns='${NS_SM}' id='answering' resume='true'/>`);
    } else if (stanza.startsWith('<r ')) await connection.send(`<a xmlns='${NS_SM}' h='${handled}'/>`);
    else if (!stanza.startsWith('<a ')) handled += 1;
    if (/^<iq[^>]*\stype=["'](?:get|set)/.test(stanza)) await connection.send(answered(stanza, answer));
    else if (stanza.startsWith('<iq')) heard?.(stanza);
    if (!there && presences !== undefined && /^<presence(?![^>]*\s(?:to|type)=)/.test(stanza)) {
      there = true;
      await connection.sendAll(presences());
    }
  }
}

function answered(iq: string, answer: Answers['answer']): string {
  const id = attribute(iq, 'id') ?? '';
  const to = attribute(iq, 'to');
  const from = to === undefined ? '' : ` from='${to}'`;
  const result = (inside: string) => `<iq type='result' id='${id}'${from}>${inside}</iq>`;
  const own = answer(iq, result);
  if (own !== undefined) return own;
  if (iq.includes('disco#info')) return result("<query xmlns='http://jabber.org/protocol/disco#info'/>");
  if (iq.includes('jabber:iq:roster')) return result("<query xmlns='jabber:iq:roster'/>");
  if (/type=["']set/.test(iq) || iq.includes('urn:xmpp:ping')) return result('');
  return `<iq type='error' id='${id}'${from}><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`;
}
