// What is remembered of a server's certificate from one sign-in to the next.
import { describe, expect, it } from 'vitest';
import { seenAgain } from '../../electron/services/server-trust.ts';
import type { Security } from '../../shared/account.ts';
import type { Proof } from '../../shared/certificate.ts';

const shown = (fingerprint: string, proof: Proof = 'authority'): Security => ({
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  mechanism: 'SCRAM-SHA-256',
  bindable: false,
  certificate: { subject: '', issuer: 'R3', names: ['kith.test'], validFrom: 0, validTo: 1, fingerprint },
  proof,
});

describe('a certificate seen', () => {
  it('for the first time has none before it', () => {
    expect(seenAgain(undefined, shown('AA'), 5)).toEqual({ fingerprint: 'AA', proof: 'authority', since: 5 });
  });

  it('again is nothing new, not even to be written down', () => {
    const last = { fingerprint: 'AA', proof: 'authority', since: 5, before: '00' } as const;
    expect(seenAgain(last, shown('AA'), 9)).toBe(last);
  });

  it('again, but proven otherwise, is still the same since then', () => {
    const last = { fingerprint: 'AA', proof: 'trusted', since: 5 } as const;
    expect(seenAgain(last, shown('AA', 'own-authority'), 9)).toEqual({ ...last, proof: 'own-authority' });
  });

  it('in place of another one tells which, and since when', () => {
    const last = { fingerprint: 'AA', proof: 'authority', since: 5, before: '00' } as const;
    expect(seenAgain(last, shown('BB'), 9)).toEqual({ fingerprint: 'BB', proof: 'authority', since: 9, before: 'AA' });
  });
});
