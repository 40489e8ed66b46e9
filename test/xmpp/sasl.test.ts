import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticate, type Credentials, chooseMechanism, NS, saslFailure } from '../../electron/xmpp/core/sasl.ts';
import { type Element, xml } from '../../electron/xmpp/core/xml.ts';

describe('choice of mechanism', () => {
  it.each([
    [['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'], [], 'SCRAM-SHA-512'],
    [['SCRAM-SHA-1', 'SCRAM-SHA-256'], [], 'SCRAM-SHA-256'],
    [['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'], [], 'SCRAM-SHA-1'],
    [['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1', 'SCRAM-SHA-256'], ['tls-exporter'], 'SCRAM-SHA-1-PLUS'],
    [['SCRAM-SHA-512', 'SCRAM-SHA-512-PLUS', 'SCRAM-SHA-1-PLUS'], ['tls-exporter'], 'SCRAM-SHA-512-PLUS'],
    [['SCRAM-SHA-256'], ['tls-exporter'], 'SCRAM-SHA-256'],
    [['PLAIN', 'DIGEST-MD5', 'X-OAUTH2', 'EXTERNAL', 'scram-sha-1'], ['tls-exporter'], undefined],
    [[], [], undefined],
  ])('of %j with %j is %s', (offered, bindings, chosen) => {
    expect(chooseMechanism(offered, bindings)).toBe(chosen);
  });
});

describe('failures', () => {
  it.each([
    ['not-authorized', 'wrong-password'],
    ['account-disabled', 'account-disabled'],
    ['credentials-expired', 'wrong-password'],
    ['encryption-required', 'no-encryption'],
    ['mechanism-too-weak', 'no-safe-sign-in'],
    ['temporary-auth-failure', 'server-error'],
    ['constructor', 'server-error'],
  ])('%s is %s', (condition, kind) => {
    expect(saslFailure(condition, 'hello')).toMatchObject({ kind, detail: `${condition}: hello` });
  });
});

/** A server's side of one exchange; returns what the client sent. */
type Script = (sent: Element, exchange: Exchange) => Element | undefined;

interface Exchange {
  /** client-first-message without its header, and the header. */
  bare: string;
  header: string;
  serverFirst: string;
}

const PASSWORD = 'pencil';
const text = (element: Element) => Buffer.from(element.text(), 'base64').toString();
const sasl = (name: string, content?: string) =>
  xml(name, { xmlns: NS }, content === undefined ? undefined : Buffer.from(content).toString('base64'));
const failure = (condition: string) => xml('failure', { xmlns: NS }, xml(condition), xml('text', {}, 'because'));

function challenge(auth: Element, exchange: Exchange): Element {
  const [, header = '', bare = ''] = /^([^,]*,[^,]*,)(.*)$/s.exec(text(auth)) ?? [];
  exchange.header = header;
  exchange.bare = bare;
  exchange.serverFirst = `r=${/r=(.*)$/.exec(bare)?.[1]}server,s=${Buffer.from('salt').toString('base64')},i=4096`;
  return sasl('challenge', exchange.serverFirst);
}

function signature(response: Element, { bare, serverFirst }: Exchange, password = PASSWORD, hash = 'sha512'): string {
  const salted = pbkdf2Sync(password, 'salt', 4096, createHash(hash).digest().length, hash);
  const message = `${bare},${serverFirst},${text(response).replace(/,p=.*$/, '')}`;
  return `v=${createHmac(hash, createHmac(hash, salted).update('Server Key').digest()).update(message).digest('base64')}`;
}

/** Plays the steps in turn, one for each element the client sends. */
async function play(steps: readonly Script[], over: Partial<Credentials> = {}): Promise<readonly Element[]> {
  const sent: Element[] = [];
  const replies: Element[] = [];
  const exchange: Exchange = { bare: '', header: '', serverFirst: '' };
  const io = {
    async send(element: Element) {
      sent.push(element);
      const reply = steps[sent.length - 1]?.(element, exchange);
      if (reply !== undefined) replies.push(reply);
    },
    async next() {
      const reply = replies.shift();
      if (reply === undefined) throw new Error('the client waits for something that never comes');
      return reply;
    },
  };
  const outcome = authenticate(io, { offered: ['SCRAM-SHA-512', 'SCRAM-SHA-1', 'PLAIN'], username: 'alice', password: PASSWORD, ...over });
  await outcome.catch((error: Error) => Promise.reject(Object.assign(error, { sent })));
  return sent;
}

const honest: Script = (response, exchange) => sasl('success', signature(response, exchange));

describe('signing in', () => {
  it('succeeds with a server that knows the password', async () => {
    const sent = await play([challenge, honest]);
    expect(sent.map((each) => each.name)).toEqual(['auth', 'response']);
    expect(sent[0]?.attrs).toEqual({ xmlns: NS, mechanism: 'SCRAM-SHA-512' });
    expect(sent.join('')).not.toContain(Buffer.from(PASSWORD).toString('base64'));
  });

  it('accepts the signature in a challenge of its own', async () => {
    const sent = await play([challenge, (response, exchange) => sasl('challenge', signature(response, exchange)), () => sasl('success')]);
    expect(sent.map((each) => `${each.name}:${each.text() === ''}`)).toEqual(['auth:false', 'response:false', 'response:true']);
  });

  const unproven: readonly (readonly [string, readonly Script[]])[] = [
    ['no signature', [challenge, () => sasl('success')]],
    [
      'a signature made with another password',
      [challenge, (response, exchange) => sasl('success', signature(response, exchange, 'guess'))],
    ],
    ['success before any challenge', [() => sasl('success')]],
    ['a wrong signature in a challenge', [challenge, () => sasl('challenge', 'v=AAAA'), () => sasl('success')]],
  ];
  for (const [what, steps] of unproven) {
    it(`refuses ${what}`, async () => {
      await expect(play(steps)).rejects.toMatchObject({ kind: 'server-unproven' });
    });
  }

  it('tells why the server said no', async () => {
    await expect(play([challenge, () => failure('not-authorized')])).rejects.toMatchObject({
      kind: 'wrong-password',
      detail: 'not-authorized: because',
    });
    await expect(play([() => failure('account-disabled')])).rejects.toMatchObject({ kind: 'account-disabled' });
    await expect(play([() => xml('failure', { xmlns: NS })])).rejects.toMatchObject({
      kind: 'server-error',
      detail: 'undefined-condition',
    });
  });

  it('never sends a byte where only weak mechanisms are offered', async () => {
    await expect(play([], { offered: ['PLAIN', 'DIGEST-MD5'] })).rejects.toMatchObject({ kind: 'no-safe-sign-in', sent: [] });
  });

  it('tries the next hash when the server takes one back, and only then', async () => {
    const withSha1: Script = (response, exchange) => sasl('success', signature(response, exchange, PASSWORD, 'sha1'));
    const sent = await play([() => failure('invalid-mechanism'), challenge, withSha1]);
    expect(sent.map((each) => each.attrs.mechanism)).toEqual(['SCRAM-SHA-512', 'SCRAM-SHA-1', undefined]);
    await expect(play([() => failure('invalid-mechanism'), () => failure('invalid-mechanism')])).rejects.toMatchObject({
      kind: 'no-safe-sign-in',
    });
  });

  it('aborts on what does not belong here', async () => {
    const names = (sent: readonly Element[]) => sent.map((each) => each.name);
    const strange = await play([() => xml('message')]).catch((error) => error);
    expect([strange.kind, names(strange.sent)]).toEqual(['server-error', ['auth', 'abort']]);
    const foreign = await play([() => xml('challenge', { xmlns: 'jabber:client' })]).catch((error) => error);
    expect(foreign.kind).toBe('server-error');
    const forged = await play([() => sasl('challenge', 'r=other,s=QSXC,i=4096')]).catch((error) => error);
    expect([forged.kind, names(forged.sent)]).toEqual(['server-error', ['auth', 'abort']]);
    const endless = await play([challenge, (r, e) => sasl('challenge', signature(r, e)), () => sasl('challenge', 'v=AAAA')]).catch(
      (error) => error,
    );
    expect(endless.kind).toBe('server-error');
  });

  it('binds to the channel where the server offers it, and lets it see a removed offer', async () => {
    const binding = { type: 'tls-exporter', data: Uint8Array.of(7) };
    const header = async (offered: readonly string[], over: Partial<Credentials>) => {
      const seen: Exchange[] = [];
      const first: Script = (auth, exchange) => {
        seen.push(exchange);
        return challenge(auth, exchange);
      };
      await play([first, honest], { offered, ...over });
      return seen[0]?.header;
    };
    expect(await header(['SCRAM-SHA-512', 'SCRAM-SHA-512-PLUS'], { binding })).toBe('p=tls-exporter,,');
    expect(await header(['SCRAM-SHA-512'], { binding })).toBe('y,,');
    expect(await header(['SCRAM-SHA-512', 'SCRAM-SHA-512-PLUS'], {})).toBe('n,,');
  });
});
