import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, type IssuedCertificate, makeAuthority } from './certificates.ts';
import { connectPeer } from './peer.ts';
import { scramServer } from './scram-server.ts';
import { type ScriptedServer, startScriptedServer } from './server.ts';
import { attribute } from './server-login.ts';

interface Made {
  dir: string;
  authority: Authority;
  certificate: IssuedCertificate;
  server: ScriptedServer;
}

describe('the scripted server', () => {
  const made = {} as Made;
  beforeAll(async () => {
    made.dir = mkdtempSync(join(tmpdir(), 'kith-scripted-'));
    made.authority = await makeAuthority(made.dir);
    made.certificate = await made.authority.issue({ names: ['kith.test'] });
  });
  afterAll(() => rmSync(made.dir, { recursive: true, force: true }));
  beforeEach(async () => {
    made.server = await startScriptedServer();
  });
  afterEach(() => made.server.close());

  const peer = (password: string) =>
    connectPeer({ address: 'bob@kith.test', password, host: made.server.host, port: made.server.port, caFile: made.authority.caFile });

  it('lets a stock client in over STARTTLS, SCRAM and stream management, and sends in single bytes', async () => {
    const client = peer('secret');
    const connection = await made.server.connection();
    const login = await connection.login({ certificate: made.certificate, password: 'secret', iterations: 100, streamManagement: true });
    expect(login).toMatchObject({ username: 'bob', mechanism: 'SCRAM-SHA-1', resumed: false });
    expect(login.jid).toBe(`bob@kith.test/${login.resource}`);
    const roster = await connection.element('iq');
    await connection.send(`<iq type='result' id='${attribute(roster, 'id')}'/>`);
    await connection.element('presence');
    // Not earlier: the stock parser cannot read an XML declaration that comes in pieces.
    connection.cut(1);
    await connection.send("<message from='alice@kith.test' type='chat'><body>grüße 👋</body></message>");
    const bob = await client;
    expect((await bob.waitForMessage(({ body }) => body !== undefined)).body).toBe('grüße 👋');
    expect(connection.received().beforeTls).toContain('<starttls');
    expect(connection.received().beforeTls).not.toContain('<auth');
    expect(connection.received().insideTls).toContain('<auth');
    const closed = bob.close();
    await connection.expect('</stream:stream>');
    await connection.close();
    await closed;
  });

  it('turns a wrong password away', async () => {
    const refused = expect(peer('guessed')).rejects.toThrow('not-authorized');
    const connection = await made.server.connection();
    await expect(connection.login({ certificate: made.certificate, password: 'secret', iterations: 100 })).rejects.toThrow(
      'does not know the password',
    );
    await refused;
  });

  it('speaks Direct TLS from the first byte', async () => {
    const direct = await startScriptedServer({ directTls: made.certificate });
    const ca = readFileSync(made.authority.caFile);
    const socket = connectTls({ port: direct.port, host: direct.host, servername: 'kith.test', ca, ALPNProtocols: ['xmpp-client'] });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe('xmpp-client');
    const connection = await direct.connection();
    socket.write("<stream:stream to='kith.test'>");
    expect(await connection.openStream('')).toBe("<stream:stream to='kith.test'>");
    expect(connection.received().beforeTls).toBe('');
    socket.destroy();
    await connection.closed;
    await direct.close();
  });

  it('says what came instead of what was expected', async () => {
    const socket = connect(made.server.port, made.server.host);
    const connection = await made.server.connection();
    socket.write('<presence/><message><body>hi</body></message>');
    expect(await connection.element('message')).toBe('<message><body>hi</body></message>');
    socket.write('<iq/>');
    await expect(connection.expect('<presence', 50)).rejects.toThrow('Unread: <iq/>');
    socket.end();
    await expect(connection.expect('<presence')).rejects.toThrow('the connection is closed');
  });

  it('resets a connection', async () => {
    const socket = connect(made.server.port, made.server.host);
    const failure = once(socket, 'error');
    const connection = await made.server.connection();
    connection.reset();
    expect((await failure)[0]).toMatchObject({ code: 'ECONNRESET' });
    await connection.closed;
    expect(made.server.count()).toBe(1);
  });
});

describe("the server's half of SCRAM", () => {
  // The example of RFC 7677 section 3.
  const example = {
    mechanism: 'SCRAM-SHA-256',
    password: 'pencil',
    salt: Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'),
    nonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  };
  const final = 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
  const signature = 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';
  const answer = (options: Partial<Parameters<typeof scramServer>[0]>): string | undefined => {
    const server = scramServer({ ...example, ...options });
    server.first('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    return server.final(final);
  };

  it('computes what the RFC shows', () => expect(answer({})).toBe(signature));
  it('refuses a wrong proof', () => expect(answer({ password: 'pen' })).toBeUndefined());
  it('can lie about its signature, or leave it out', () => {
    expect(answer({ signature: 'wrong' })).toMatch(/^v=/);
    expect(answer({ signature: 'wrong' })).not.toBe(signature);
    expect(answer({ signature: 'missing' })).toBe('');
  });
});
