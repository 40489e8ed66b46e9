// How much it takes to trust a certificate that was refused.
import type { CertificateTrouble, SeenCertificate } from '../../shared/certificate.ts';

/**
 * 'grave': the server could prove itself before, or shows another certificate than the trusted one; 'settled': by the usual rules
 * there is nothing wrong with it, it only is not the trusted one.
 */
export function gravity({ faults }: Pick<CertificateTrouble, 'faults'>, seen: SeenCertificate | undefined): 'usual' | 'grave' | 'settled' {
  const changed = faults.includes('changed');
  if (changed && faults.length === 1) return 'settled';
  return changed || (seen !== undefined && seen.proof !== 'trusted') ? 'grave' : 'usual';
}
