import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ScramHash, scram } from '../../electron/xmpp/core/scram.ts';

// RFC 5802 5 and RFC 7677 3.
const vectors: readonly { hash: ScramHash; nonce: string; serverFirst: string; clientFinal: string; serverFinal: string }[] = [
  {
    hash: 'SHA-1',
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    serverFirst: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    clientFinal: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    serverFinal: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  {
    hash: 'SHA-256',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
    serverFirst: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    clientFinal: 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    serverFinal: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
];

const NONCE = 'abc';
const challenge = (over: Partial<{ r: string; s: string; i: string; before: string; after: string }> = {}) =>
  `${over.before ?? ''}r=${over.r ?? 'abcdef'},s=${over.s ?? 'QSXCR+Q6sek8bf92'},i=${over.i ?? '4096'}${over.after ?? ''}`;
const client = (over: Partial<Parameters<typeof scram>[0]> = {}) =>
  scram({ hash: 'SHA-256', username: 'user', password: 'pencil', nonce: NONCE, ...over });

/** What an honest server answers: the same arithmetic from the server's side (RFC 5802 3). */
function serverFinal(
  hash: 'sha1' | 'sha256' | 'sha512',
  password: string,
  firstBare: string,
  serverFirst: string,
  clientFinal: string,
): string {
  const [, , salt = '', iterations = ''] = /^r=(.*?),s=(.*?),i=(\d+)/.exec(serverFirst) ?? [];
  const length = createHash(hash).digest().length;
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), length, hash);
  const message = `${firstBare},${serverFirst},${clientFinal.replace(/,p=.*$/, '')}`;
  const clientKey = createHmac(hash, salted).update('Client Key').digest();
  const signature = createHmac(hash, createHash(hash).update(clientKey).digest()).update(message).digest();
  const proof = Buffer.from(/,p=(.*)$/.exec(clientFinal)?.[1] ?? '', 'base64');
  const recovered = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)));
  if (!recovered.equals(clientKey)) return 'e=invalid-proof';
  return `v=${createHmac(hash, createHmac(hash, salted).update('Server Key').digest()).update(message).digest('base64')}`;
}

describe('scram', () => {
  for (const { hash, nonce, serverFirst, clientFinal, serverFinal: final } of vectors) {
    it(`reproduces the published exchange of SCRAM-${hash}`, async () => {
      const exchange = scram({ hash, username: 'user', password: 'pencil', nonce });
      expect(exchange.name).toBe(`SCRAM-${hash}`);
      expect(exchange.first()).toBe(`n,,n=user,r=${nonce}`);
      expect(await exchange.respond(serverFirst)).toBe(clientFinal);
      expect(() => exchange.verify(final)).not.toThrow();
    });
  }

  it('convinces and checks a server that speaks SHA-512', async () => {
    const exchange = client({ hash: 'SHA-512', password: 'pä\u00adss wörd' });
    const first = challenge({ i: '5000' });
    const final = await exchange.respond(first);
    const answer = serverFinal('sha512', 'päss wörd', `n=user,r=${NONCE}`, first, final);
    expect(answer).toMatch(/^v=/);
    exchange.verify(answer);
    expect(() => exchange.verify(serverFinal('sha512', 'other', `n=user,r=${NONCE}`, first, final))).toThrow(
      'wrong-password: invalid-proof',
    );
  });

  it('escapes user names', () => {
    expect(client({ username: 'a=b,c' }).first()).toBe('n,,n=a=3Db=2Cc,r=abc');
  });

  it('says in its header what it knows of channel binding, and binds', async () => {
    expect(client({ supportsBinding: true }).first()).toBe('y,,n=user,r=abc');
    expect(await client({ supportsBinding: true }).respond(challenge())).toContain('c=eSws,');
    const bound = client({ binding: { type: 'tls-exporter', data: Uint8Array.of(1, 2, 3) } });
    expect(bound.name).toBe('SCRAM-SHA-256-PLUS');
    expect(bound.first()).toBe('p=tls-exporter,,n=user,r=abc');
    expect(await bound.respond(challenge())).toContain(`c=${Buffer.from('p=tls-exporter,,\u0001\u0002\u0003').toString('base64')},`);
  });

  it('uses a fresh nonce each time', () => {
    const first = () => scram({ hash: 'SHA-1', username: 'u', password: 'p' }).first();
    expect(first()).toMatch(/^n,,n=u,r=[!-+\--~]{24,}$/);
    expect(first()).not.toBe(first());
  });

  it('ignores optional extensions of the server, which the proof still covers', async () => {
    const [plain, extended] = await Promise.all([client().respond(challenge()), client().respond(challenge({ after: ',h=abc' }))]);
    expect(extended).not.toBe(plain);
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ['a nonce that is not ours', challenge({ r: 'xbcdef' }), 'server-error'],
    ['our nonce and nothing added', challenge({ r: 'abc' }), 'server-error'],
    ['a nonce with spaces', challenge({ r: 'abc def' }), 'server-error'],
    ['a mandatory extension', challenge({ before: 'm=x,' }), 'server-error'],
    ['an empty salt', challenge({ s: '' }), 'server-error'],
    ['a salt that is not base64', challenge({ s: 'QSXC*' }), 'server-error'],
    ['a salt cut short', challenge({ s: 'QSXCR' }), 'server-error'],
    ['no iterations', 'r=abcdef,s=QSXCR+Q6sek8bf92', 'server-error'],
    ['iterations that are no number', challenge({ i: '4096x' }), 'server-error'],
    ['negative iterations', challenge({ i: '-4096' }), 'server-error'],
    ['too few iterations', challenge({ i: '4095' }), 'no-safe-sign-in'],
    ['iterations meant to keep us busy', challenge({ i: '10000001' }), 'no-safe-sign-in'],
    ['the order of attributes changed', 's=QSXCR+Q6sek8bf92,r=abcdef,i=4096', 'server-error'],
    ['nothing', '', 'server-error'],
  ];
  for (const [what, text, kind] of refused) {
    it(`refuses ${what}`, async () => {
      await expect(client().respond(text)).rejects.toMatchObject({ kind });
    });
  }

  it('believes no server that has not proven itself', async () => {
    const exchange = client();
    const right = vectors[1]?.serverFinal ?? '';
    expect(() => exchange.verify(right)).toThrow('server-unproven');
    await exchange.respond(challenge());
    for (const text of ['', 'v=', 'v=!!!!', right, 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=', 'x=1'])
      expect(() => exchange.verify(text)).toThrow('server-unproven');
  });

  it('misses what was offered and did not arrive, where the server says what it was', async () => {
    // XEP-0474 2.3: the list of its example, here with the hash of SHA-256.
    const offered = { mechanisms: ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'], bindings: ['tls-server-end-point', 'tls-exporter'] };
    const said = 'SCRAM-SHA-1\u001eSCRAM-SHA-1-PLUS\u001ftls-exporter\u001etls-server-end-point';
    const after = `,h=${createHash('sha256').update(said).digest('base64')}`;
    const answer = (over: object, text = challenge({ after })) => client({ offered: { ...offered, ...over } }).respond(text);
    await expect(answer({})).resolves.toContain('p=');
    await expect(answer({ bindings: ['tls-server-end-point'] })).rejects.toMatchObject({ kind: 'offer-altered' });
    await expect(answer({ bindings: undefined })).rejects.toMatchObject({ kind: 'offer-altered' });
    await expect(answer({ mechanisms: ['SCRAM-SHA-1'] })).rejects.toMatchObject({ kind: 'offer-altered' });
    await expect(answer({}, challenge({ after: ',h=' }))).rejects.toMatchObject({ kind: 'offer-altered' });
    await expect(answer({}, challenge())).resolves.toContain('p=');
    await expect(answer({ mustMatch: true }, challenge())).rejects.toMatchObject({ kind: 'offer-altered' });
  });

  it("sorts the server's errors", () => {
    const kind = (text: string) => {
      try {
        client().verify(text);
      } catch (error) {
        return (error as { kind?: string }).kind;
      }
      return undefined;
    };
    expect(kind('e=invalid-proof')).toBe('wrong-password');
    expect(kind('e=unknown-user,x=1')).toBe('wrong-password');
    expect(kind('e=channel-bindings-dont-match')).toBe('server-unproven');
    expect(kind('e=other-error')).toBe('server-error');
  });
});
