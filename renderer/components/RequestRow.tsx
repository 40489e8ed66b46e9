// Somebody who is no contact and wants something: who, what they wrote, and what can be done. Nothing of theirs is loaded or linked.
import './RequestRow.css';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { isDisguised, plainAddress } from '../../shared/look-alike.ts';
import { Avatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';

interface RequestRowProps {
  readonly address: string;
  /** The own address they turned to, where there are several. */
  readonly to?: string | undefined;
  /** They want to see when the account is online. */
  readonly seeing: boolean;
  /** What they call themselves. */
  readonly claims?: string | undefined;
  readonly text?: string | undefined;
  /** How many messages they wrote. */
  readonly count: number;
  /** Shows all they wrote. */
  readonly onOpen?: (() => void) | undefined;
  /** What can be done. */
  readonly children: ReactNode;
}

export function RequestRow({ address, to, seeing, claims, text, count, onOpen, children }: RequestRowProps) {
  const { t } = useTranslation();
  const plain = plainAddress(address);
  const name = <bdi dir="ltr">{plain}</bdi>;
  return (
    <li className="request" aria-label={plain}>
      <Avatar address={address} name={plain} />
      <div className="request-text">
        {onOpen === undefined ? (
          <p className="request-name">{name}</p>
        ) : (
          <button type="button" className="request-name" title={t('requests.read')} onClick={onOpen}>
            {name}
          </button>
        )}
        {isDisguised(address) && <p className="request-warning">{t('requests.disguised')}</p>}
        {claims !== undefined && <p className="request-words">{t('requests.claims', { name: claims })}</p>}
        {to !== undefined && <p className="request-words">{t('requests.to', { address: to })}</p>}
        {seeing && <p className="request-words">{t('requests.seeing')}</p>}
        {text !== undefined && (
          <p className="request-quote" dir="auto">
            {text}
          </p>
        )}
        {count > 1 && <p className="request-words">{t('requests.messages', { count })}</p>}
        <div className="request-actions">{children}</div>
      </div>
    </li>
  );
}

interface FloodRowProps {
  readonly domain: string;
  readonly count: number;
  readonly open: boolean;
  readonly onFold: () => void;
  readonly children: ReactNode;
}

export function FloodRow({ domain, count, open, onFold, children }: FloodRowProps) {
  const { t } = useTranslation();
  const id = useId();
  const plain = plainAddress(domain);
  return (
    <li className="request" aria-labelledby={id}>
      <div className="request-text">
        <button type="button" className="group-head" aria-expanded={open} onClick={onFold}>
          <Icon icon={open ? ChevronDown : ChevronRight} size={16} turns={!open} />
          <span id={id} className="group-name">
            {t('requests.flood', { count, domain: plain })}
          </span>
        </button>
        <div className="request-actions">{children}</div>
      </div>
    </li>
  );
}
