// Who the open conversation is with: name, address to copy, presence in words.
import './Details.css';
import { Check, Copy, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../components/Avatar.tsx';
import { Icon } from '../components/Icon.tsx';
import { contactId } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

const THANKS_MS = 2000;

export function Details({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const conversation = useStore((state) => state.conversations[id]);
  const contact = useStore((state) => state.contacts[contactId(conversation?.account ?? '', conversation?.address ?? '')]);
  const showDetails = useStore((state) => state.showDetails);
  const copyText = useStore((state) => state.copyText);
  const report = useStore((state) => state.report);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), THANKS_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  if (conversation === undefined) return null;
  const close = () => {
    showDetails(false);
    document.querySelector<HTMLElement>('.conversation-head [aria-expanded]')?.focus();
  };
  const { address, title } = conversation;
  const status = contact?.presence.status ?? '';
  return (
    <aside className="details scrolls" aria-label={t('app.details')}>
      <button type="button" className="icon-button details-close" aria-label={t('details.close')} onClick={close}>
        <Icon icon={X} />
      </button>
      <Avatar address={address} name={title} size={104} presence={contact?.presence.availability} />
      <h2 className="details-name">
        <bdi>{title}</bdi>
      </h2>
      <dl className="details-card">
        <div className="details-row">
          <dt>{t('details.address')}</dt>
          <dd className="selectable">
            <bdi>{address}</bdi>
          </dd>
          <dd>
            <button
              type="button"
              className="icon-button"
              aria-label={t('details.copyAddress')}
              title={t('details.copyAddress')}
              onClick={() => void copyText(address).then(() => setCopied(true), report)}
            >
              <Icon icon={copied ? Check : Copy} size={18} />
            </button>
          </dd>
        </div>
        {contact !== undefined && (
          <div className="details-row">
            <dt>{t('details.presence')}</dt>
            <dd>{t(`presence.${contact.presence.availability}`)}</dd>
          </div>
        )}
        {status !== '' && (
          <div className="details-row">
            <dt>{t('details.status')}</dt>
            <dd className="selectable">
              <bdi>{status}</bdi>
            </dd>
          </div>
        )}
      </dl>
      <p className="heard" aria-live="polite">
        {copied && t('app.copied')}
      </p>
    </aside>
  );
}
