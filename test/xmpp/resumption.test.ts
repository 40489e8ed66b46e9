// XEP-0198 over real connections: what is lost on the way is sent again, what arrived is not, and nothing is forgotten in between.
import { describe, expect, it } from 'vitest';
import type { KeptSession } from '../../electron/xmpp/core/management.ts';
import type { SessionKeeper } from '../../electron/xmpp/core/outbound.ts';
import { atOnce, PASSWORD, type Subject, subjects } from '../support/client.ts';
import { type ScriptedConnection, startScriptedServer } from '../support/server.ts';
import { attribute, type LoginOptions } from '../support/server-login.ts';
import { until } from '../support/until.ts';

const SM = "xmlns='urn:xmpp:sm:3'";
const { subject, made } = subjects();

interface Told {
  readonly resumed: boolean;
  readonly arrived: readonly string[];
  readonly uncertain: readonly string[];
}

function listen(alice: Subject): { readonly online: Told[]; readonly arrived: string[] } {
  const heard = { online: [] as Told[], arrived: [] as string[] };
  alice.client.stream.online.on(({ resumed, arrived, uncertain }) => heard.online.push({ resumed, arrived, uncertain }));
  alice.client.stream.arrived.on((tokens) => heard.arrived.push(...tokens));
  return heard;
}

const write = (alice: Subject, ...ids: string[]): void => {
  for (const id of ids) expect(alice.client.messages.send([{ to: 'bob@kith.test', id, body: id, token: `row-${id}` }], atOnce)).toBe(true);
};

/** The connection is torn; time passes until the next one, on which the server answers <resume/> like this. */
async function tornAndBack(alice: Subject, connection: ScriptedConnection, options: Partial<LoginOptions>): Promise<ScriptedConnection> {
  connection.reset();
  await alice.backOff();
  return alice.signedIn(options);
}

const resumed = (h: number) => ({ resume: () => `<resumed ${SM} previd='resume-1' h='${h}'/>` });

describe('a stream that breaks', () => {
  it('loses half a message and nothing else, wherever it is cut', async () => {
    const message = "<message from='b@kith.test' type='chat'><body>1</body></message>";
    const alice = await subject();
    let connection = await alice.signedIn();
    const asked: (string | undefined)[] = [];
    for (let cut = 1; cut < message.length; cut += 1) {
      await connection.send(message.slice(0, cut));
      connection = await tornAndBack(alice, connection, {
        resume: (request) => {
          asked.push(attribute(request, 'h'));
          return `<resumed ${SM} previd='resume-1' h='0'/>`;
        },
      });
    }
    await connection.send(message);
    await alice.handled(connection);
    expect(new Set(asked)).toEqual(new Set(['0']));
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['1']);
  });

  it('is resumed with the count of what was handled', async () => {
    const alice = await subject();
    const first = await alice.signedIn();
    await first.send("<message from='bob@kith.test'><body>1</body></message><presence from='bob@kith.test/x'/>");
    // An iq, and not counted: what is no stanza, and what only has the name of one.
    await alice.handled(first);
    await first.send("<message xmlns='urn:other'/><r xmlns='urn:xmpp:sm:3'/>");
    await first.expect('h="3"');
    const requests: string[] = [];
    await tornAndBack(alice, first, {
      resume(request) {
        requests.push(request);
        return `<resumed ${SM} previd='resume-1' h='1'/>`;
      },
    });
    expect(requests).toEqual(['<resume xmlns="urn:xmpp:sm:3" previd="resume-1" h="3"/>']);
    expect(alice.client.session.jid).toBe('alice@kith.test/kith.1');
  });

  it('sends again only what the server has not seen, in order, once, before anything new', async () => {
    const alice = await subject();
    const heard = listen(alice);
    const first = await alice.signedIn();
    write(alice, '1', '2', '3', '4');
    await first.expect('id="4"');
    await first.send(`<a ${SM} h='1'/>`);
    await alice.handled(first);
    expect(heard.arrived).toEqual(['row-1']);
    alice.client.session.resumed.on(() => write(alice, '5'));
    // Four messages and the answer to the question above: 5 stanzas.
    const second = await tornAndBack(alice, first, resumed(2));
    const said = `${await second.expect('id="5"')}${await second.expect(`<r xmlns="urn:xmpp:sm:3"/>`)}`;
    expect([...said.matchAll(/<message [^>]*id="(\d)"/g)].map(([, id]) => id)).toEqual(['3', '4', '5']);
    expect(heard.online.at(-1)).toEqual({ resumed: true, arrived: ['row-2'], uncertain: [] });
    await second.send(`<a ${SM} h='6'/>`);
    await alice.handled(second);
    expect(heard.arrived).toEqual(['row-1', 'row-3', 'row-4', 'row-5']);
  });

  it.each([0, 1, 2, 3, 4])('believes <resumed h="%i"/> first, and sends again what lies behind it', async (h) => {
    const alice = await subject();
    const heard = listen(alice);
    const first = await alice.signedIn();
    const ids = ['1', '2', '3', '4'];
    write(alice, ...ids);
    await first.expect('id="4"');
    const second = await tornAndBack(alice, first, resumed(h));
    expect(heard.online.at(-1)).toEqual({ resumed: true, arrived: ids.slice(0, h).map((id) => `row-${id}`), uncertain: [] });
    await alice.handled(second);
    expect([...second.received().insideTls.matchAll(/<message [^>]*id="(\d)"/g)].map(([, id]) => id)).toEqual(ids.slice(h));
  });

  it('that lasted says of what leaves again when it left first, once, under the same ids', async () => {
    const alice = await subject();
    const first = await alice.signedIn();
    const stamp = new Date(alice.clock.now()).toISOString();
    write(alice, '1');
    await first.expect('id="1"');
    const delayed = `<delay xmlns="urn:xmpp:delay" from="alice@kith.test" stamp="${stamp}"/>`;
    const messages = async (connection: ScriptedConnection) => {
      await alice.handled(connection);
      return connection.received().insideTls.match(/<message.*?<\/message>/g);
    };
    /** The server is there, but has not handled it. */
    const passes = async (connection: ScriptedConnection) => {
      for (let third = 0; third < 2; third += 1) {
        await connection.send(`<a ${SM} h='0'/>`);
        await alice.handled(connection);
        alice.clock.advance(19_000);
      }
    };
    const second = await tornAndBack(alice, first, resumed(0));
    const [soon = ''] = (await messages(second)) ?? [];
    expect(soon).not.toContain('<delay');
    await passes(second);
    const third = await tornAndBack(alice, second, resumed(0));
    const late = soon.replace('</message>', `${delayed}</message>`);
    expect(await messages(third)).toEqual([late]);
    await passes(third);
    const fourth = await tornAndBack(alice, third, resumed(0));
    expect(await messages(fourth)).toEqual([late]);
    expect(late).toContain('<origin-id xmlns="urn:xmpp:sid:0" id="1"/>');
  });

  it('keeps what is written between two breaks', async () => {
    const alice = await subject();
    const heard = listen(alice);
    let connection = await alice.signedIn();
    for (let round = 0; round < 20; round += 1) {
      write(alice, `${round}`);
      await connection.expect(`id="${round}"`);
      connection = await tornAndBack(alice, connection, resumed(Math.floor(round / 2)));
    }
    await connection.send(`<a ${SM} h='20'/>`);
    await alice.handled(connection);
    const told = [...heard.online.flatMap(({ arrived }) => arrived), ...heard.arrived];
    expect(told).toEqual(Array.from({ length: 20 }, (_, round) => `row-${round}`));
  });
});

describe('a session that outlives its process', () => {
  /** A keeper in memory, and in which commit each state was kept. */
  function memory(commits: () => number, free = true) {
    const kept: { session: KeptSession | undefined; during: number }[] = [];
    const keeper: SessionKeeper = {
      load: () => kept.at(-1)?.session,
      save: (session) => void kept.push({ session, during: commits() }),
      free: () => free,
      forget: () => void kept.push({ session: undefined, during: commits() }),
    };
    return { kept, keeper };
  }

  it('is kept in the transaction of what it counts, and resumed by the next', async () => {
    const made: { alice?: Subject } = {};
    const { kept, keeper } = memory(() => made.alice?.disk.commits ?? 0);
    const alice = await subject({ keeper });
    made.alice = alice;
    const first = await alice.signedIn();
    expect(kept.at(-1)?.session).toMatchObject({ id: 'resume-1', jid: 'alice@kith.test/kith.1', inbound: 0, sent: 0, max: 60 });
    await first.send("<message from='bob@kith.test'><body>1</body></message>");
    await until(() => alice.disk.commits === 1);
    expect(kept.at(-1)).toMatchObject({ session: { inbound: 1 }, during: 0 });
    write(alice, '1', '2');
    await first.expect('id="2"');
    await first.send(`<a ${SM} h='1'/>`);
    await until(() => kept.at(-1)?.session?.acked === 1);
    expect(kept.at(-1)?.session?.queue).toEqual([[2, 'row-2']]);

    const next = await subject({ keeper });
    const heard = listen(next);
    next.client.stream.online.on(({ missed }) => expect(missed).toEqual(['row-2']));
    const requests: string[] = [];
    const second = await next.signedIn({
      resume(request) {
        requests.push(request);
        return `<resumed ${SM} previd='resume-1' h='1'/>`;
      },
    });
    expect(requests).toEqual([`<resume xmlns="urn:xmpp:sm:3" previd="resume-1" h="1"/>`]);
    expect(heard.online).toEqual([{ resumed: true, arrived: [], uncertain: [] }]);
    expect(next.client.session.jid).toBe('alice@kith.test/kith.1');
    await next.handled(second);
    expect(second.received().insideTls).not.toContain('<message');
  });

  it('costs no write of its own until the server hears what was handled', async () => {
    const made: { alice?: Subject } = {};
    const { kept, keeper } = memory(() => made.alice?.disk.commits ?? 0, false);
    const alice = await subject({ keeper });
    made.alice = alice;
    const connection = await alice.signedIn();
    await connection.send('<presence/>');
    await until(() => alice.disk.commits === 1);
    const before = kept.length;
    await connection.send('<presence/>'.repeat(9));
    await until(() => alice.disk.commits === 2);
    expect(kept).toHaveLength(before);
    await connection.send(`<presence/><r ${SM}/>`);
    await connection.expect('h="11"');
    expect(kept.at(-1)).toMatchObject({ session: { inbound: 11 }, during: 2 });
    await connection.send('<presence/>');
    await until(() => alice.disk.commits === 4);
    expect(kept).toHaveLength(before + 1);
    // Asked alone: what was handled earlier is what the server is about to hear.
    await connection.send(`<r ${SM}/>`);
    await connection.expect('h="12"');
    expect(kept.at(-1)).toMatchObject({ session: { inbound: 12 }, during: 4 });
    await connection.send(`<r ${SM}/>`);
    await until(() => alice.disk.commits === 6);
    expect(kept).toHaveLength(before + 2);
    await connection.send('<presence/>');
    await until(() => alice.disk.commits === 7);
    const gone = alice.client.stream.stop();
    await connection.expect('h="13"');
    expect(kept.at(-1)?.session?.inbound).toBe(13);
    await connection.send('</stream:stream>');
    await gone;
  });

  it('knows what the server hears in <resume/> before the server does, and since when the stream is lost', async () => {
    const { kept, keeper } = memory(() => 0, false);
    const alice = await subject({ keeper });
    const first = await alice.signedIn();
    await first.send('<presence/>');
    await until(() => alice.disk.commits === 1);
    await first.send('<presence/>'.repeat(3));
    await until(() => alice.disk.commits === 2);
    // Written down by nobody: should they come again, no harm is done.
    expect(kept.at(-1)?.session?.inbound).toBe(1);
    first.reset();
    const lost = (await alice.state('waiting')).since;
    await alice.backOff();
    const told: unknown[] = [];
    await alice.signedIn({
      resume(request) {
        told.push([attribute(request, 'h'), kept.at(-1)?.session]);
        return `<resumed ${SM} previd='resume-1' h='0'/>`;
      },
    });
    expect(told).toEqual([['4', expect.objectContaining({ inbound: 4, at: lost })]]);
  });

  it('is forgotten after a goodbye that was heard, and only then', async () => {
    const { kept, keeper } = memory(() => 0);
    const alice = await subject({ keeper });
    await alice.signedIn();
    const unheard = alice.client.stream.stop();
    alice.clock.advance(900);
    await unheard;
    expect(kept.at(-1)?.session?.id).toBe('resume-1');
    const connection = await alice.signedIn({ resume: () => `<resumed ${SM} previd='resume-1' h='0'/>` });
    const heard = alice.client.stream.stop();
    await connection.reply('</stream:stream>', '</stream:stream>');
    await heard;
    expect(kept.at(-1)).toEqual({ session: undefined, during: 0 });
    expect((await alice.signedIn()).received().insideTls).not.toContain('<resume ');
  });
});

describe('a guest', () => {
  async function letIn(connection: ScriptedConnection): Promise<void> {
    await connection.openStream("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    await connection.reply('<starttls', "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    await connection.startTls(made.certificate);
    await connection.openStream("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>ANONYMOUS</mechanism></mechanisms>");
    await connection.element('auth');
    await connection.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    await connection.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm ${SM}/>`);
  }

  it('says under the address it was given since when its message is on its way', async () => {
    const guest = await subject({ address: 'kith.test', guest: true });
    guest.client.stream.start();
    const first = await guest.server.connection();
    await letIn(first);
    const id = attribute(await first.element('iq'), 'id');
    const bound = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>made-up@kith.test/x</jid></bind>";
    await first.send(`<iq type='result' id='${id}'>${bound}</iq>`);
    await first.reply(/<enable\s[^>]*>/, `<enabled ${SM} id='resume-1' resume='true'/>`);
    await guest.state('online');
    write(guest, '1');
    await first.expect('id="1"');
    first.reset();
    await guest.state('waiting');
    guest.clock.advance(60_000);
    const second = await guest.server.connection();
    await letIn(second);
    await second.reply(/<resume\s[^>]*>/, `<resumed ${SM} previd='resume-1' h='0'/>`);
    expect(await second.element('message')).toContain('<delay xmlns="urn:xmpp:delay" from="made-up@kith.test"');
  });
});

describe('a place to resume at', () => {
  const enabled = (location: string) => `<enabled ${SM} id='resume-1' resume='true' location='${location}'/>`;

  it('is tried first, and where it is not to be had, the usual one', async () => {
    const other = await startScriptedServer();
    const alice = await subject();
    const first = await alice.signedIn({ enabled: enabled(`${other.host}:${other.port}`) });
    first.reset();
    await alice.backOff();
    const there = await other.connection();
    await there.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true, ...resumed(0) });
    await alice.state('online');
    await other.close();
    await alice.backOff();
    const requests: string[] = [];
    await alice.signedIn({
      resume(request) {
        requests.push(request);
        return `<resumed ${SM} previd='resume-1' h='0'/>`;
      },
    });
    expect(requests).toHaveLength(1);
  });
});

describe('a session that is over', () => {
  const failed = (h: string) => ({
    resume: () => `<failed ${SM}${h}><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`,
  });

  it.each([
    ['', [], ['row-1', 'row-2', 'row-3']],
    [" h='0'", [], ['row-1', 'row-2', 'row-3']],
    [" h='1'", ['row-1'], ['row-2', 'row-3']],
    [" h='2'", ['row-1', 'row-2'], ['row-3']],
    [" h='3'", ['row-1', 'row-2', 'row-3'], []],
    [" h='77'", [], ['row-1', 'row-2', 'row-3']],
  ])('tells what arrived and what nobody knows after <failed%s/>', async (h, arrived, uncertain) => {
    const alice = await subject();
    const heard = listen(alice);
    const first = await alice.signedIn();
    write(alice, '1', '2', '3');
    await first.expect('id="3"');
    const second = await tornAndBack(alice, first, failed(h));
    expect(heard.online.at(-1)).toEqual({ resumed: false, arrived, uncertain });
    await alice.handled(second);
    expect(second.received().insideTls).not.toContain('<message');
  });

  it('tells it also when the attempt that learned it came to nothing', async () => {
    const alice = await subject();
    const heard = listen(alice);
    const first = await alice.signedIn();
    write(alice, '1', '2');
    await first.expect('id="2"');
    first.reset();
    await alice.backOff();
    const second = await alice.server.connection();
    const unfinished = second.login({
      certificate: made.certificate,
      password: PASSWORD,
      streamManagement: true,
      resume() {
        setImmediate(() => second.reset());
        return `<failed ${SM} h='1'/>`;
      },
    });
    await unfinished.catch(() => undefined);
    await alice.backOff();
    await alice.signedIn();
    expect(heard.online.at(-1)).toEqual({ resumed: false, arrived: ['row-1'], uncertain: ['row-2'] });
  });

  it('is not resumed where the server no longer knows how', async () => {
    const alice = await subject();
    const heard = listen(alice);
    const first = await alice.signedIn();
    write(alice, '1');
    await first.expect('id="1"');
    const second = await tornAndBack(alice, first, { streamManagement: false });
    expect(heard.online.at(-1)).toEqual({ resumed: false, arrived: [], uncertain: ['row-1'] });
    expect(second.received().insideTls).not.toContain('<resume ');
    expect(alice.client.stream.managed).toBe(false);
  });
});

describe('a count that cannot be', () => {
  it.each(['4', '-1', '4294967295', '4294967296', 'NaN', ''])('h=%j ends the stream, and the queue is still there', async (h) => {
    const alice = await subject();
    const heard = listen(alice);
    const first = await alice.signedIn();
    write(alice, '1', '2', '3');
    await first.expect('id="3"');
    await first.send(`<a ${SM} h='${h}'/><message from='bob@kith.test'><body>behind it</body></message>`);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error' });
    await first.expect(
      `<stream:error><undefined-condition xmlns="urn:ietf:params:xml:ns:xmpp-streams"/><handled-count-too-high xmlns="urn:xmpp:sm:3" h="${h}" send-count="3"/></stream:error></stream:stream>`,
    );
    await first.closed;
    await alice.backOff();
    const second = await alice.signedIn();
    expect(second.received().insideTls).not.toContain('<resume ');
    expect(heard).toEqual({
      arrived: [],
      online: [
        { resumed: false, arrived: [], uncertain: [] },
        { resumed: false, arrived: [], uncertain: ['row-1', 'row-2', 'row-3'] },
      ],
    });
  });

  it('is no more believed in <resumed/>: the next attempt begins anew', async () => {
    const alice = await subject();
    const heard = listen(alice);
    const first = await alice.signedIn();
    write(alice, '1');
    await first.expect('id="1"');
    first.reset();
    await alice.backOff();
    const second = await alice.server.connection();
    await second.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true, ...resumed(9) });
    expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error' });
    await alice.backOff();
    const third = await alice.signedIn();
    expect(third.received().insideTls).not.toContain('<resume ');
    expect(heard.online.at(-1)).toEqual({ resumed: false, arrived: [], uncertain: ['row-1'] });
  });
});

describe('asking', () => {
  it('asks for an acknowledgement with every message, and now and then for the rest', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    for (let sent = 0; sent < 120; sent += 1) alice.client.chatStates.tell('bob@kith.test', 'composing');
    await alice.handled(connection);
    expect(connection.received().insideTls.match(/<r /g)).toHaveLength(2);
  });

  it('says nothing to nobody', async () => {
    const alice = await subject();
    expect(alice.client.messages.send([{ to: 'bob@kith.test', id: '1', body: '1', token: 'row-1' }], atOnce)).toBe(false);
    await alice.signedIn();
    const stopped = alice.client.stream.stop();
    alice.clock.advance(1000);
    await stopped;
    expect(alice.client.messages.send([{ to: 'bob@kith.test', id: '2', body: '2', token: 'row-2' }], atOnce)).toBe(false);
  });

  it('survives listeners of its own that fail when it comes online', async () => {
    const alice = await subject();
    const faults = [new Error('the disk is full')];
    alice.client.stream.online.on(() => {
      const fault = faults.pop();
      if (fault !== undefined) throw fault;
    });
    const connection = await alice.signedIn();
    expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error', detail: 'the disk is full' });
    await connection.closed;
    await alice.backOff();
    await alice.signedIn();
    expect(faults).toEqual([]);
  });

  it('comes back when listeners fail while it is lost, and what they threw is not hidden', async () => {
    const alice = await subject();
    const fault = new Error('a bug');
    const reports: unknown[] = [];
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => reports.push(error));
    try {
      for (const told of [alice.client.stream.offline, alice.client.session.ended]) {
        const unsubscribe = told.on(() => {
          unsubscribe();
          throw fault;
        });
      }
      await tornAndBack(alice, await alice.signedIn(), {});
      expect(reports).toEqual([fault]);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const other of others) process.on('uncaughtException', other);
    }
  });
});
