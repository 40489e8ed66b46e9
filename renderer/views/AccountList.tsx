// Several accounts as a list: how each stands, on or off, up or down, and the way to its settings.
import { ChevronDown, ChevronRight, ChevronUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { AccountStripe } from '../components/AccountMark.tsx';
import { Avatar } from '../components/Avatar.tsx';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';

interface AccountListProps {
  readonly accounts: readonly Account[];
  readonly onOpen: (account: string) => void;
}

export function AccountList({ accounts, onOpen }: AccountListProps) {
  const { t } = useTranslation();
  const { switchOn, moveAccount, report } = useStore.getState();
  return (
    <ul className="account-list" aria-label={t('accounts.list')}>
      {accounts.map(({ id, address, colour, off, connection }, place) => (
        <li key={id} className="account-row" aria-label={address}>
          <AccountStripe colour={colour} edge />
          <button type="button" className="account-open" onClick={() => onOpen(id)}>
            <Avatar address={address} name={address} size={32} />
            <span className="account-words">
              <span className="account-address">
                <bdi>{address}</bdi>
              </span>
              <span className="account-state">{t(off === true ? 'accounts.offShort' : `settings.account.states.${connection.state}`)}</span>
            </span>
            <Icon icon={ChevronRight} size={16} turns />
          </button>
          <span className="account-moves">
            <button
              type="button"
              className="icon-button"
              aria-label={t('accounts.up', { address })}
              aria-disabled={place === 0}
              onClick={() => void moveAccount(id, -1).catch(report)}
            >
              <Icon icon={ChevronUp} size={18} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={t('accounts.down', { address })}
              aria-disabled={place === accounts.length - 1}
              onClick={() => void moveAccount(id, 1).catch(report)}
            >
              <Icon icon={ChevronDown} size={18} />
            </button>
          </span>
          <input
            className="toggle-box"
            type="checkbox"
            role="switch"
            aria-label={t('accounts.useOne', { address })}
            checked={off !== true}
            aria-checked={off !== true}
            onChange={(event) => void switchOn(id, event.target.checked).catch(report)}
          />
        </li>
      ))}
    </ul>
  );
}
