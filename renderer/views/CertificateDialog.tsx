// A server that could not prove who it is: what it showed, what is wrong with that, and the way to trust it all the same.
// Where it could prove itself before, or shows another certificate than the trusted one, that takes a second word.
import './CertificateDialog.css';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import type { CertificateTrouble } from '../../shared/certificate.ts';
import { Confirm } from '../components/Confirm.tsx';
import { gravity } from '../components/certificate-gravity.ts';
import { Dialog } from '../components/Dialog.tsx';
import { fullDate, moment } from '../components/dates.ts';
import { Fact } from '../components/Fact.tsx';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';
import { CertificateFacts, FingerprintFact } from './CertificateFacts.tsx';

interface CertificateDialogProps {
  readonly address: string;
  /** What is known of the account; undefined while it is signing in for the first time. */
  readonly account: Account | undefined;
  readonly trouble: CertificateTrouble;
  readonly onTrust: (fingerprint: string) => void;
  /** The usual rules are enough for what the server shows now. */
  readonly onForget: () => void;
  readonly onClose: () => void;
}

export function CertificateDialog({ address, account, trouble, onTrust, onForget, onClose }: CertificateDialogProps) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const cancel = useRef<HTMLButtonElement>(null);
  const { faults, certificate, chain, trusted, domain } = trouble;
  const changed = faults.includes('changed');
  const weight = gravity(trouble, account?.seen);
  const grave = weight === 'grave';
  const trust = () => onTrust(certificate.fingerprint);
  if (sure)
    return (
      <Confirm
        title={t('certificate.sureTitle')}
        onClose={onClose}
        answers={[{ label: t('certificate.sureTrust'), danger: true, onChoose: trust }]}
      >
        <p>{t('certificate.sure', { address })}</p>
        <p>{t('certificate.sureCompared')}</p>
      </Confirm>
    );
  const words = {
    domain,
    issuer: certificate.issuer,
    names: certificate.names.join(', '),
    from: fullDate(certificate.validFrom),
    to: fullDate(certificate.validTo),
    now: moment(Date.now()),
  };
  const top = chain.at(-1);
  const answers = (
    <div className="confirm-answers" data-many="true">
      <button ref={cancel} type="button" className="button primary" onClick={onClose}>
        {t('certificate.cancel')}
      </button>
      {weight === 'settled' ? (
        <button type="button" className="button" onClick={onForget}>
          {t('certificate.useNew')}
        </button>
      ) : (
        <button type="button" className="button" aria-haspopup={grave ? 'dialog' : undefined} onClick={grave ? () => setSure(true) : trust}>
          {t(grave ? 'certificate.anyway' : 'certificate.trust')}
        </button>
      )}
    </div>
  );
  return (
    <Dialog title={t(changed ? 'certificate.changedTitle' : 'certificate.title')} onClose={onClose} first={cancel} foot={answers}>
      {grave && (
        <p className="certificate-alarm">
          <Icon icon={TriangleAlert} />
          <span>{t(changed ? 'certificate.replaced' : 'certificate.proven')}</span>
        </p>
      )}
      <p>{t('certificate.lead', words)}</p>
      <ul className="certificate-faults">
        {faults.map((fault) => (
          <li key={fault}>
            <Icon icon={CircleAlert} size={18} />
            <span>{t(`certificate.fault.${fault}`, words)}</span>
          </li>
        ))}
      </ul>
      <CertificateFacts
        certificate={certificate}
        after={
          <>
            {top !== undefined && top !== certificate.issuer && <Fact name={t('certificate.top')} value={top} />}
            {trusted !== undefined && <FingerprintFact name={t('certificate.trusted')} value={trusted} />}
          </>
        }
      />
      {weight === 'settled' ? (
        <p>{t('certificate.vouched', words)}</p>
      ) : (
        <p>
          {t('certificate.compare')} {t('certificate.exactly', { address })}
        </p>
      )}
    </Dialog>
  );
}

/** For an account that is here already: from the strip, and from its settings. */
export function AccountCertificate({
  account,
  trouble,
  onClose,
}: Pick<CertificateDialogProps, 'trouble' | 'onClose'> & { readonly account: Account }) {
  const { trustCertificate, forgetCertificate, report } = useStore.getState();
  const run = (action: Promise<void>) => {
    onClose();
    action.catch(report);
  };
  return (
    <CertificateDialog
      address={account.address}
      account={account}
      trouble={trouble}
      onTrust={(fingerprint) => run(trustCertificate(account.id, fingerprint))}
      onForget={() => run(forgetCertificate(account.id))}
      onClose={onClose}
    />
  );
}
