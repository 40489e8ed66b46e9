// One line of a list of facts (dl.facts): what it is called and what it is, selectable.
import { useTranslation } from 'react-i18next';
import { CopyButton } from './CopyButton.tsx';

/** Eight bytes, with their colons. */
const GROUP = /(?:[^:]+:?){1,8}/g;

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="selectable">
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

interface FingerprintProps {
  readonly name: string;
  readonly value: string;
  /** Resolves with whether it could. */
  readonly onCopy: (value: string) => Promise<boolean>;
}

/** In lines that can be read out and compared. */
export function Fingerprint({ name, value, onCopy }: FingerprintProps) {
  const { t } = useTranslation();
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="fingerprint">
        <span className="selectable code" dir="ltr">
          {value.match(GROUP)?.map((group) => (
            <span key={group}>{group}</span>
          ))}
        </span>
        <CopyButton label={t('certificate.copy')} onCopy={() => onCopy(value)} />
      </dd>
    </div>
  );
}
