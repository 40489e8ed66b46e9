// When trusting a certificate is only behind the red warning.
import { describe, expect, it } from 'vitest';
import { gravity } from '../../renderer/components/certificate-gravity.ts';
import type { CertificateFault, SeenCertificate } from '../../shared/certificate.ts';

const seen = (proof: SeenCertificate['proof']): SeenCertificate => ({ fingerprint: 'AA', proof, since: 1 });
const cases: readonly (readonly [string, readonly CertificateFault[], SeenCertificate | undefined])[] = [
  ['usual', ['self-signed'], undefined],
  ['usual', ['unknown-issuer', 'expired'], undefined],
  ['usual', ['self-signed'], seen('trusted')],
  ['grave', ['expired'], seen('authority')],
  ['grave', ['self-signed'], seen('own-authority')],
  ['grave', ['changed', 'self-signed'], seen('trusted')],
  ['grave', ['changed', 'self-signed'], undefined],
  ['settled', ['changed'], seen('trusted')],
];

describe('a refused certificate', () => {
  it.each(cases)('is %s: %j after %j', (expected, faults, last) => {
    expect(gravity({ faults }, last)).toBe(expected);
  });
});
