import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticate, type BindingChoice, type Credentials, chooseBinding, type Offer } from '../../electron/xmpp/core/authenticate.ts';
import type { ChannelBinding } from '../../electron/xmpp/core/channel-binding.ts';
import { firstProfile, NS, saslFailure } from '../../electron/xmpp/core/sasl.ts';
import { type Element, xml } from '../../electron/xmpp/core/xml.ts';

const NONE: readonly ChannelBinding[] = [];
const EXPORTER: readonly ChannelBinding[] = [{ type: 'tls-exporter', data: Uint8Array.of(7) }];
const BOTH: readonly ChannelBinding[] = [...EXPORTER, { type: 'tls-server-end-point', data: Uint8Array.of(8) }];
const UNIQUE: readonly ChannelBinding[] = [{ type: 'tls-unique', data: Uint8Array.of(9) }];
const PLUS = ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'];

describe('channel binding', () => {
  const choices: readonly [string, Offer, readonly ChannelBinding[], Partial<Record<keyof BindingChoice, unknown>>][] = [
    ['nothing can be had', { version: 1, mechanisms: PLUS }, NONE, { binding: undefined, supportsBinding: false }],
    ['nothing is offered', { version: 2, mechanisms: ['SCRAM-SHA-1'] }, BOTH, { binding: undefined, supportsBinding: true }],
    ['nothing is offered or had', { version: 2, mechanisms: ['SCRAM-SHA-1'] }, NONE, { binding: undefined, supportsBinding: false }],
    ['no type is named by an older server', { version: 1, mechanisms: PLUS }, UNIQUE, { binding: UNIQUE[0], supportsBinding: false }],
    [
      'none is named and the old one cannot be had',
      { version: 1, mechanisms: PLUS },
      BOTH,
      { binding: undefined, supportsBinding: false, mustMatch: false },
    ],
    [
      'the strongest is announced',
      { version: 2, mechanisms: PLUS, bindings: ['tls-server-end-point', 'tls-exporter'] },
      BOTH,
      { binding: BOTH[0] },
    ],
    [
      'the least is announced',
      { version: 1, mechanisms: PLUS, bindings: ['tls-unique', 'tls-server-end-point'] },
      BOTH,
      { binding: BOTH[1] },
    ],
    [
      'only what we lack is announced',
      { version: 2, mechanisms: PLUS, bindings: ['x'] },
      BOTH,
      { binding: undefined, supportsBinding: false, mustMatch: true },
    ],
    [
      'what everybody has cannot be had here',
      { version: 2, mechanisms: PLUS, bindings: ['x', 'tls-server-end-point'] },
      EXPORTER,
      { binding: undefined, supportsBinding: false, mustMatch: false },
    ],
  ];
  it.each(choices)('where %s', (_, offer, available, chosen) => {
    expect(chooseBinding(offer, { bindings: available, bound: false })).toMatchObject(
      Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)),
    );
    if ('binding' in chosen && chosen.binding === undefined)
      expect(chooseBinding(offer, { bindings: available, bound: false }).binding).toBeUndefined();
  });

  it('is insisted on where the account was bound before and the types are gone', () => {
    const offer: Offer = { version: 1, mechanisms: PLUS };
    expect(chooseBinding(offer, { bindings: BOTH, bound: true }).binding).toBe(BOTH[0]);
  });

  it.each<[string, Offer]>([
    ['the types are gone', { version: 2, mechanisms: PLUS }],
    ['the mechanisms are gone', { version: 2, mechanisms: ['SCRAM-SHA-1'], bindings: ['tls-exporter'] }],
    ['the mechanisms are gone from an older server', { version: 1, mechanisms: ['SCRAM-SHA-1', 'PLAIN'], bindings: ['tls-exporter'] }],
  ])('is not given up where %s', (_, offer) => {
    for (const available of [NONE, BOTH])
      expect(() => chooseBinding(offer, { bindings: available, bound: false })).toThrow('offer-altered');
  });
});

describe('failures', () => {
  it.each([
    ['not-authorized', 'wrong-password'],
    ['account-disabled', 'account-disabled'],
    ['credentials-expired', 'password-expired'],
    ['encryption-required', 'encryption-required'],
    ['mechanism-too-weak', 'sign-in-too-weak'],
    ['temporary-auth-failure', 'sign-in-later'],
    ['aborted', 'sign-in-aborted'],
    ['invalid-authzid', 'not-your-address'],
    ['malformed-request', 'sign-in-misunderstood'],
    ['incorrect-encoding', 'sign-in-misunderstood'],
    ['constructor', 'server-error'],
  ])('%s is %s', (condition, kind) => {
    expect(saslFailure({ condition, text: 'hello' }, 'SCRAM-SHA-1')).toMatchObject({ kind, detail: `${condition}: hello` });
  });

  it.each([
    // As Prosody and ejabberd say it.
    ['malformed-request', 'Invalid channel binding value.', 'SCRAM-SHA-256-PLUS', 'server-unproven'],
    ['not-authorized', 'Invalid channel binding', 'SCRAM-SHA-512-PLUS', 'server-unproven'],
    ['not-authorized', 'Invalid username or password', 'SCRAM-SHA-512-PLUS', 'wrong-password'],
    ['not-authorized', 'Invalid channel binding', 'SCRAM-SHA-512', 'wrong-password'],
  ])('%s, in the words %j, to %s is %s', (condition, words, mechanism, kind) => {
    expect(saslFailure({ condition, text: words }, mechanism)).toMatchObject({ kind });
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
async function play(
  steps: readonly Script[],
  {
    mechanisms = ['SCRAM-SHA-512', 'SCRAM-SHA-1', 'PLAIN'],
    types,
    ...over
  }: Partial<Credentials> & { mechanisms?: readonly string[]; types?: readonly string[] } = {},
): Promise<readonly Element[]> {
  const sent: Element[] = [];
  const replies: Element[] = [];
  const exchange: Exchange = { bare: '', header: '', serverFirst: '' };
  const io = {
    send(element: Element) {
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
  const outcome = authenticate(
    io,
    firstProfile,
    { version: 1, mechanisms, ...(types === undefined ? {} : { bindings: types }) },
    { username: 'alice', password: PASSWORD, plain: 'refused', bound: false, bindings: NONE, ...over },
  );
  await outcome.catch((error: Error) => Promise.reject(Object.assign(error, { sent })));
  return sent;
}

const honest: Script = (response, exchange) => sasl('success', signature(response, exchange));

describe('a guest', () => {
  it('says nothing at all about who it is', async () => {
    const sent = await play([() => sasl('success')], { guest: true, mechanisms: ['SCRAM-SHA-1', 'ANONYMOUS', 'PLAIN'] });
    expect(sent.join('')).toBe(`<auth xmlns="${NS}" mechanism="ANONYMOUS">=</auth>`);
  });

  it.each<[string, readonly string[], readonly Script[], number]>([
    ['offers it to nobody', ['SCRAM-SHA-1', 'PLAIN'], [], 0],
    ['turns guests away', ['ANONYMOUS'], [() => failure('not-authorized')], 1],
    ['no longer knows the way', ['ANONYMOUS', 'PLAIN'], [() => failure('invalid-mechanism')], 1],
  ])('is refused where the server %s', async (_, mechanisms, steps, said) => {
    const outcome = await play(steps, { guest: true, mechanisms, plain: 'allowed' }).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ kind: 'no-guests' });
    expect((outcome as { sent: Element[] }).sent).toHaveLength(said);
  });

  it('is nobody by accident', async () => {
    await expect(play([], { mechanisms: ['ANONYMOUS'], plain: 'allowed' })).rejects.toMatchObject({ kind: 'no-safe-sign-in', sent: [] });
  });
});

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

  it.each([
    ['refused', 'plain-only'],
    ['never', 'sign-in-downgraded'],
  ] as const)('never tells the password where that is %s', async (plain, kind) => {
    await expect(play([], { mechanisms: ['PLAIN', 'DIGEST-MD5'], plain })).rejects.toMatchObject({ kind, sent: [] });
  });

  it('tells the password where that was allowed and nothing better is offered', async () => {
    const [auth, ...more] = await play([() => sasl('success')], { mechanisms: ['DIGEST-MD5', 'PLAIN'], plain: 'allowed' });
    expect([auth?.attrs.mechanism, text(auth as Element), more]).toEqual(['PLAIN', `\0alice\0${PASSWORD}`, []]);
    expect((await play([challenge, honest], { plain: 'allowed' }))[0]?.attrs.mechanism).toBe('SCRAM-SHA-512');
    const asked = await play([() => sasl('challenge', 'and?')], { mechanisms: ['PLAIN'], plain: 'allowed' }).catch((error) => error);
    expect([asked.kind, asked.sent.map((each: Element) => each.name)]).toEqual(['server-error', ['auth', 'abort']]);
  });

  it('has nothing to say where nothing it speaks is offered', async () => {
    for (const mechanisms of [['DIGEST-MD5', 'X-OAUTH2', 'scram-sha-1'], ['SCRAM-SHA3-512'], []])
      await expect(play([], { mechanisms, plain: 'allowed' })).rejects.toMatchObject({ kind: 'no-safe-sign-in', sent: [] });
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
    const header = async (mechanisms: readonly string[], bindings: readonly ChannelBinding[], types?: string[]) => {
      const seen: Exchange[] = [];
      const first: Script = (auth, exchange) => {
        seen.push(exchange);
        return challenge(auth, exchange);
      };
      await play([first, honest], { mechanisms, bindings, ...(types === undefined ? {} : { types }) });
      return seen[0]?.header;
    };
    const plus = ['SCRAM-SHA-512', 'SCRAM-SHA-512-PLUS'];
    expect(await header(plus, EXPORTER, ['tls-exporter'])).toBe('p=tls-exporter,,');
    expect(await header(plus, EXPORTER)).toBe('n,,');
    expect(await header(['SCRAM-SHA-512-PLUS'], EXPORTER)).toBe('p=tls-exporter,,');
    expect(await header(plus, BOTH, ['tls-server-end-point'])).toBe('p=tls-server-end-point,,');
    expect(await header(['SCRAM-SHA-512'], EXPORTER)).toBe('y,,');
    expect(await header(plus, NONE)).toBe('n,,');
    await expect(header(plus, EXPORTER, ['tls-unique'])).rejects.toMatchObject({ kind: 'offer-altered' });
  });

  it('stays bound when the server takes one bound mechanism back', async () => {
    const mechanisms = ['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-512', 'SCRAM-SHA-1'];
    const taken = await play([() => failure('invalid-mechanism')], { mechanisms, bindings: EXPORTER, types: ['tls-exporter'] }).catch(
      (error) => error,
    );
    expect([taken.kind, taken.sent.length]).toEqual(['no-safe-sign-in', 1]);
  });
});
