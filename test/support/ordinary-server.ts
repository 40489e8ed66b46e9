// An ordinary server made of a script: signs one account in, counts and keeps stanzas (XEP-0198), answers questions and has an archive
// (XEP-0313), over as many connections as the client likes to make. Where a test wants another answer than an ordinary one, it says so.
import type { IssuedCertificate } from './certificates.ts';
import { type ScriptedConnection, startScriptedServer } from './server.ts';
import { attribute } from './server-login.ts';

export interface Archived {
  readonly id: string;
  /** The <message/>, with 'from' and 'to'. */
  readonly stanza: string;
  readonly stamp: string;
}

/** What a test can have it say or do; everything left out is as it should be. */
export interface Manners {
  /** The answer to <resume/>: the truth is `known` (the session is still kept) and `h`. */
  resume?(truth: { readonly known: boolean; readonly h: number; readonly request: string }): string;
  /** The answer to <r/>. Undefined: none. */
  acknowledge?(truth: { readonly h: number; readonly acked: number }): number | string | undefined;
  /** Before a stanza is handled. 'cut': the connection is reset and the stanza never seen; 'cut after': it is handled first. */
  handle?(stanza: string): 'cut' | 'cut after' | undefined;
  /** Answers to questions, by the namespace of their child; an element, an <error/>, or nothing for an empty result. */
  readonly answers?: Readonly<Record<string, (iq: string) => string>>;
}

export interface OrdinaryServer {
  readonly host: string;
  readonly port: number;
  /** Every stanza the client wrote on any stream, in order, as it was handled. */
  readonly handled: readonly string[];
  /** Every message of or to the account, once, oldest first. */
  readonly archive: readonly Archived[];
  readonly manners: Manners;
  /** How streams began, and with which stream errors of the client they ended. */
  readonly began: readonly ('new' | 'resumed')[];
  readonly errors: readonly string[];
  /** A message by somebody else: into the archive, and to the client now or when it is back. */
  deliver(id: string, body: string, from?: string): void;
  /** Any stanza: counted and kept as every other. */
  push(stanza: string): void;
  /** The last so many delivered messages that the client has taken, once more, as new stanzas. */
  repeat(count: number): void;
  /** Resets the connection of now. */
  cut(): void;
  /** From now on it reads nothing and says nothing, until a connection is made. */
  silence(): void;
  /** Both counts of the kept session become greater by so much, as after that many stanzas. */
  shift(by: number): void;
  close(): Promise<void>;
}

export const ALICE = 'alice@kith.test';
export const PASSWORD = 'a-password';
const PEER = 'bob@kith.test';
const WRAP = 2 ** 32;
const PATIENCE = 60_000;
const SM = "xmlns='urn:xmpp:sm:3'";
const NS_MAM = 'urn:xmpp:mam:2';
const NS_INFO = 'http://jabber.org/protocol/disco#info';
const STANZA = /<r [^>]*>|<a [^>]*>|<(iq|message|presence|stream:error)(\s[^>]*)?(\/>|>[\s\S]*?<\/\1>)|<\/stream:stream>/;

export async function startOrdinaryServer(certificate: IssuedCertificate, manners: Manners = {}): Promise<OrdinaryServer> {
  const server = await startScriptedServer();
  const handled: string[] = [];
  const archive: Archived[] = [];
  const began: ('new' | 'resumed')[] = [];
  const errors: string[] = [];
  const replies: Record<string, (iq: string) => string> = {
    [NS_INFO]: () =>
      `<query xmlns='${NS_INFO}'>${['urn:xmpp:sid:0', 'msgoffline', NS_MAM].map((each) => `<feature var='${each}'/>`).join('')}</query>`,
    'jabber:iq:roster': () => "<query xmlns='jabber:iq:roster'/>",
    'urn:xmpp:ping': () => '',
  };
  /** Of the session: stanzas of the client's that were handled, how many it was told, and ours. */
  const counts = { known: false, h: 0, acked: 0, sent: 0, sessions: 0 };
  let kept: string[] = [];
  /** Delivered messages the client has counted. */
  const taken: string[] = [];
  let current: ScriptedConnection | undefined;
  let live = false;
  /** Nothing is read from it any more, nor said to it. */
  let silenced: ScriptedConnection | undefined;
  let closed = false;

  function push(stanza: string): void {
    counts.sent = (counts.sent + 1) % WRAP;
    kept.push(stanza);
    // Asked for an acknowledgement, so that what is kept does not grow for ever.
    if (live && current !== silenced) void current?.send(`${stanza}<r ${SM}/>`);
  }

  function store(id: string, stanza: string): string {
    archive.push({ id, stanza, stamp: new Date().toISOString() });
    return stanza;
  }

  function resume(request: string): string {
    const h = Number(attribute(request, 'h'));
    const known = counts.known && attribute(request, 'previd') === `s${counts.sessions}`;
    const answer =
      manners.resume?.({ known, h: counts.h, request }) ??
      (known
        ? `<resumed ${SM} previd='s${counts.sessions}' h='${counts.h}'/>`
        : `<failed ${SM}><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`);
    if (answer.startsWith('<resumed')) drop(h);
    else forget();
    return answer;
  }

  /** Of what is kept the client has the first, up to the count `h`. */
  function drop(h: number): void {
    const waiting = (counts.sent - h + WRAP) % WRAP;
    if (waiting > kept.length) throw new Error(`the client counts ${h}, but ${counts.sent} were sent and ${kept.length} are waiting`);
    const handled = kept.splice(0, kept.length - waiting);
    taken.push(...handled.filter((stanza) => stanza.includes('<stanza-id ')));
  }

  function forget(): void {
    Object.assign(counts, { known: false, h: 0, acked: 0, sent: 0 });
    kept = [];
  }

  async function serve(connection: ScriptedConnection): Promise<void> {
    current = connection;
    live = false;
    const next = `s${counts.sessions + 1}`;
    const enabled = `<enabled ${SM} id='${next}' resume='true' max='600'/>`;
    const { resumed } = await connection.login({ certificate, password: PASSWORD, streamManagement: true, enabled, resume });
    began.push(resumed ? 'resumed' : 'new');
    if (!resumed) {
      forget();
      counts.known = true;
      counts.sessions += 1;
    }
    // From here on what is pushed goes out by itself, behind what is kept: left to wait for that, it would be counted and never sent.
    live = true;
    await connection.send(kept.join(''));
    while (connection !== silenced) {
      const stanza = (await connection.expect(STANZA, PATIENCE)).replace(/^[^<]*/, '');
      if (connection === silenced) return;
      if (stanza.startsWith('</')) {
        live = false;
        forget();
        return connection.close();
      }
      if (stanza.startsWith('<stream:error')) errors.push(stanza);
      else if (stanza.startsWith('<r ')) await acknowledge(connection);
      else if (stanza.startsWith('<a ')) drop(Number(attribute(stanza, 'h')));
      else if (!(await take(connection, stanza))) return;
    }
  }

  async function acknowledge(connection: ScriptedConnection): Promise<void> {
    // Read from what a connection left behind that is gone.
    if (connection.gone()) return;
    const h = manners.acknowledge === undefined ? counts.h : manners.acknowledge({ h: counts.h, acked: counts.acked });
    if (h === undefined) return;
    if (h === counts.h) counts.acked = counts.h;
    await connection.send(`<a ${SM} h='${h}'/>`);
  }

  /** False when the connection is gone. */
  async function take(connection: ScriptedConnection, stanza: string): Promise<boolean> {
    const end = manners.handle?.(stanza);
    if (end !== 'cut') {
      counts.h = (counts.h + 1) % WRAP;
      handled.push(stanza);
      if (stanza.startsWith('<message') && stanza.includes('<body>'))
        store(`m${archive.length}`, stanza.replace('<message', `<message from='${ALICE}/kith'`));
      if (end === undefined && stanza.startsWith('<iq')) {
        const said = answer(stanza);
        if (said !== undefined) push(said);
      }
    }
    if (end !== undefined) connection.reset();
    return end === undefined;
  }

  function answer(iq: string): string | undefined {
    if (!/ type=["'](?:get|set)["']/.test(iq)) return undefined;
    const id = attribute(iq, 'id') ?? '';
    const to = attribute(iq, 'to');
    const from = to === undefined ? '' : ` from='${to}'`;
    if (iq.includes(`<query xmlns="${NS_MAM}"`)) return page(iq, id);
    const known = { ...replies, ...manners.answers };
    const name = Object.keys(known).find((each) => iq.includes(`xmlns="${each}"`));
    if (name !== undefined) {
      const said = known[name]?.(iq) ?? '';
      return `<iq type='${said.startsWith('<error') ? 'error' : 'result'}' id='${id}'${from}>${said}</iq>`;
    }
    return `<iq type='error' id='${id}'${from}><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`;
  }

  /** Results are stanzas of the session as well. */
  function page(iq: string, id: string): string {
    const queryId = attribute(iq.slice(iq.indexOf('<query')), 'queryid') ?? '';
    const max = Number(/<max>(\d+)/.exec(iq)?.[1] ?? 50);
    const index = (name: string): number => archive.findIndex((each) => each.id === new RegExp(`<${name}>([^<]+)<`).exec(iq)?.[1]);
    const before = index('before');
    const all = iq.includes('<before') ? archive.slice(0, before < 0 ? undefined : before) : archive.slice(index('after') + 1);
    const results = iq.includes('<before') ? all.slice(-max) : all.slice(0, max);
    for (const { id: uid, stanza, stamp } of results)
      push(
        `<message to='${ALICE}'><result xmlns='${NS_MAM}' queryid='${queryId}' id='${uid}'><forwarded xmlns='urn:xmpp:forward:0'>` +
          `<delay xmlns='urn:xmpp:delay' stamp='${stamp}'/>${stanza.replace('<message', "<message xmlns='jabber:client'")}` +
          '</forwarded></result></message>',
      );
    const [first, last] = [results[0], results.at(-1)];
    const bounds = first === undefined || last === undefined ? '' : `<first index='0'>${first.id}</first><last>${last.id}</last>`;
    const complete = results.length === all.length ? " complete='true'" : '';
    return `<iq type='result' id='${id}'><fin xmlns='${NS_MAM}'${complete}><set xmlns='http://jabber.org/protocol/rsm'>${bounds}</set></fin></iq>`;
  }

  async function accept(): Promise<void> {
    while (!closed) {
      const connection = await server.connection(PATIENCE);
      // A client that is cut off, or leaves in the middle, is back with the next one.
      serve(connection).catch((error: unknown) => {
        if (String(error).includes('the client counts')) errors.push(String(error));
        connection.reset();
      });
    }
  }
  accept().catch((error: unknown) => {
    if (!closed) throw error;
  });

  return {
    host: server.host,
    port: server.port,
    handled,
    archive,
    manners,
    began,
    errors,
    deliver(id, body, from = `${PEER}/phone`) {
      const message = `<message from='${from}' to='${ALICE}' type='chat' id='${id}'><body>${body}</body></message>`;
      const uid = `m${archive.length}`;
      push(store(uid, message).replace('</message>', `<stanza-id xmlns='urn:xmpp:sid:0' by='${ALICE}' id='${uid}'/></message>`));
    },
    push,
    repeat: (count) => taken.slice(-count).forEach(push),
    cut: () => current?.reset(),
    silence() {
      silenced = current;
    },
    shift(by) {
      for (const name of ['h', 'acked', 'sent'] as const) counts[name] = (counts[name] + by) % WRAP;
    },
    close() {
      closed = true;
      return server.close();
    },
  };
}
