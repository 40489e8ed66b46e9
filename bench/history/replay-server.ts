// A server without work of its own: signs anybody in and serves pages of one archive from text that was written beforehand, so that what is
// measured is the client. Runs in the process of the bench, beside the client's.
import type { Authority } from '../../test/support/certificates.ts';
import { type ScriptedConnection, startScriptedServer } from '../../test/support/server.ts';
import { attribute } from '../../test/support/server-login.ts';
import { ACCOUNT, archiveId, messages, resultXml } from '../corpus.ts';

export const PASSWORD = 'a-password';
const DOMAIN = 'kith.test';
const PATIENCE = 600_000;
const NS_MAM = 'urn:xmpp:mam:2';
const NS_SM = 'urn:xmpp:sm:3';
const STANZA = /<(?:r|enable) [^>]*>|<a [^>]*>|<(iq|message|presence)(\s[^>]*)?(\/>|>[\s\S]*?<\/\1>)|<\/stream:stream>/;

export interface ReplayServer {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  /** How much of the archive there is from now on. */
  show(messages: number): void;
  /** When the next page of the archive is asked for (performance.now()). */
  asked(): Promise<number>;
  close(): Promise<void>;
}

export async function startReplayServer(count: number, authority: Authority): Promise<ReplayServer> {
  const results = [...messages(count)].map((sample) => resultXml(sample, ACCOUNT));
  const certificate = await authority.issue({ names: [DOMAIN] });
  const server = await startScriptedServer({ domain: DOMAIN });
  let shown = count;
  let asked: (at: number) => void = () => undefined;
  let closed = false;

  async function serve(connection: ScriptedConnection): Promise<void> {
    // Not every client turns stream management on.
    await connection.login({ certificate, password: PASSWORD, features: `<sm xmlns='${NS_SM}'/>` });
    for (let handled = 0; ; ) {
      const stanza = (await connection.expect(STANZA, PATIENCE)).replace(/^[^<]*/, '');
      if (stanza.startsWith('</')) return connection.close();
      if (stanza.startsWith('<enable ')) {
        handled = 0;
        await connection.send(`<enabled xmlns='${NS_SM}' id='replay' resume='true'/>`);
      } else if (stanza.startsWith('<r ')) await connection.send(`<a xmlns='${NS_SM}' h='${handled}'/>`);
      else if (!stanza.startsWith('<a ')) handled += 1;
      if (stanza.startsWith('<iq')) await connection.send(answer(stanza));
    }
  }

  function answer(iq: string): string {
    const id = attribute(iq, 'id') ?? '';
    const to = attribute(iq, 'to');
    const from = to === undefined ? '' : ` from='${to}'`;
    const result = (inside: string) => `<iq type='result' id='${id}'${from}>${inside}</iq>`;
    if (iq.includes(NS_MAM) && iq.includes('<query')) return page(iq, result);
    if (iq.includes('disco#info')) return result(`<query xmlns='http://jabber.org/protocol/disco#info'><feature var='${NS_MAM}'/></query>`);
    if (iq.includes('jabber:iq:roster')) return result("<query xmlns='jabber:iq:roster'/>");
    if (/type=["']set/.test(iq) || iq.includes('urn:xmpp:ping')) return result('');
    const refusal = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    return `<iq type='error' id='${id}'${from}>${refusal}</iq>`;
  }

  function page(iq: string, result: (inside: string) => string): string {
    asked(performance.now());
    const queryId = attribute(iq.slice(iq.indexOf('<query')), 'queryid') ?? '';
    const max = Number(/<max>(\d+)/.exec(iq)?.[1] ?? 50);
    const number = (name: string) => {
      const given = new RegExp(`<${name}>a([0-9a-z]+)<`).exec(iq)?.[1];
      return given === undefined ? undefined : Number.parseInt(given, 36);
    };
    const backwards = iq.includes('<before');
    const end = backwards ? (number('before') ?? shown) : Math.min(shown, (number('after') ?? -1) + 1 + max);
    const start = backwards ? Math.max(0, end - max) : (number('after') ?? -1) + 1;
    const complete = backwards ? start === 0 : end >= shown;
    const bounds = start < end ? `<first index='${start}'>${archiveId(start)}</first><last>${archiveId(end - 1)}</last>` : '';
    const set = `<set xmlns='http://jabber.org/protocol/rsm'>${bounds}<count>${shown}</count></set>`;
    const texts = results.slice(start, end).map(([before, after]) => before + queryId + after);
    return texts.join('') + result(`<fin xmlns='${NS_MAM}'${complete ? " complete='true'" : ''}>${set}</fin>`);
  }

  async function accept(): Promise<void> {
    while (!closed) {
      const connection = await server.connection(PATIENCE);
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
    show(messages) {
      shown = messages;
    },
    asked: () =>
      new Promise((resolve) => {
        asked = resolve;
      }),
    close() {
      closed = true;
      return server.close();
    },
  };
}
