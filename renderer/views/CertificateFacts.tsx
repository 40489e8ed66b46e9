// What a certificate says of itself, so that it can be compared with what the server's operator says.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Certificate } from '../../shared/certificate.ts';
import { fullDate } from '../components/dates.ts';
import { Fact, Fingerprint } from '../components/Fact.tsx';
import { useStore } from '../store/index.ts';

interface CertificateFactsProps {
  readonly certificate: Certificate;
  /** Facts before and after those of the certificate. */
  readonly before?: ReactNode;
  readonly after?: ReactNode;
}

export function CertificateFacts({ certificate, before, after }: CertificateFactsProps) {
  const { t } = useTranslation();
  const { subject, issuer, names, validFrom, validTo, fingerprint } = certificate;
  return (
    <dl className="facts">
      {before}
      {names.length > 0 && <Fact name={t('certificate.names')} value={names.join(', ')} />}
      {subject !== '' && !names.includes(subject) && <Fact name={t('certificate.subject')} value={subject} />}
      <Fact name={t('certificate.issuer')} value={issuer} />
      <Fact name={t('certificate.valid')} value={t('certificate.validDates', { from: fullDate(validFrom), to: fullDate(validTo) })} />
      <FingerprintFact name={t('certificate.fingerprint')} value={fingerprint} />
      {after}
    </dl>
  );
}

export function FingerprintFact({ name, value }: { readonly name: string; readonly value: string }) {
  return <Fingerprint name={name} value={value} onCopy={useStore.getState().tryCopy} />;
}
