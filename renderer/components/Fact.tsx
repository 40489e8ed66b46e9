// One line of a list of facts (dl.facts): what it is called and what it is, selectable.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

const THANKS_MS = 2000;
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
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), THANKS_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="fingerprint">
        <span className="selectable code" dir="ltr">
          {value.match(GROUP)?.map((group) => (
            <span key={group}>{group}</span>
          ))}
        </span>
        <button
          type="button"
          className="icon-button"
          aria-label={t('certificate.copy')}
          title={t('certificate.copy')}
          onClick={() => void onCopy(value).then(setCopied)}
        >
          <Icon icon={copied ? Check : Copy} size={18} />
        </button>
        <span className="heard" role="status">
          {copied && t('app.copied')}
        </span>
      </dd>
    </div>
  );
}
