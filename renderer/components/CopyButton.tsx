// Copies, and says so for a moment, to the eye and to the ear.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

const THANKS_MS = 2000;

interface CopyButtonProps {
  readonly label: string;
  /** Resolves with whether it could. */
  readonly onCopy: () => Promise<boolean>;
}

export function CopyButton({ label, onCopy }: CopyButtonProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), THANKS_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <button type="button" className="icon-button" aria-label={label} title={label} onClick={() => void onCopy().then(setCopied)}>
        <Icon icon={copied ? Check : Copy} size={18} />
      </button>
      <span className="heard" aria-live="polite">
        {copied && t('app.copied')}
      </span>
    </>
  );
}
