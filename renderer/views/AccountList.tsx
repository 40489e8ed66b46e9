// Several accounts as a list: how each stands, on or off, up or down, and the way to its settings.
import { ChevronDown, ChevronRight, ChevronUp } from 'lucide-react';
import { type MouseEvent, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { AccountStripe } from '../components/AccountMark.tsx';
import { Avatar } from '../components/Avatar.tsx';
import { accountName } from '../components/account-name.ts';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';

interface AccountListProps {
  readonly accounts: readonly Account[];
  readonly onOpen: (account: string) => void;
}

export function AccountList({ accounts, onOpen }: AccountListProps) {
  const { t } = useTranslation();
  const { switchOn, moveAccount, report } = useStore.getState();
  // A row that changes its place takes the focus out of the page.
  const pressed = useRef<HTMLButtonElement | null>(null);
  const order = accounts.map(({ id }) => id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the order is another one.
  useLayoutEffect(() => {
    pressed.current?.focus();
    pressed.current = null;
  }, [order]);
  const move = (id: string, step: 1 | -1) => (event: MouseEvent<HTMLButtonElement>) => {
    pressed.current = event.currentTarget;
    void moveAccount(id, step).catch(report);
  };
  const named = accounts.map((account) => ({ ...account, name: accountName(t, account) }));
  return (
    <ul className="account-list" aria-label={t('accounts.list')}>
      {named.map(({ id, address, name, colour, off, connection }, place) => (
        <li key={id} className="account-row" aria-label={name}>
          <AccountStripe colour={colour} edge />
          <button type="button" className="account-open" onClick={() => onOpen(id)}>
            <Avatar address={address} name={name} size={32} />
            <span className="account-words">
              <span className="account-address">
                <bdi>{name}</bdi>
              </span>
              <span className="account-state">{t(off === true ? 'accounts.offShort' : `settings.account.states.${connection.state}`)}</span>
            </span>
            <Icon icon={ChevronRight} size={16} turns />
          </button>
          <span className="account-moves">
            <button
              type="button"
              className="icon-button"
              aria-label={t('accounts.up', { address: name })}
              aria-disabled={place === 0}
              onClick={move(id, -1)}
            >
              <Icon icon={ChevronUp} size={18} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={t('accounts.down', { address: name })}
              aria-disabled={place === accounts.length - 1}
              onClick={move(id, 1)}
            >
              <Icon icon={ChevronDown} size={18} />
            </button>
          </span>
          <input
            className="toggle-box"
            type="checkbox"
            role="switch"
            aria-label={t('accounts.useOne', { address: name })}
            checked={off !== true}
            aria-checked={off !== true}
            onChange={(event) => void switchOn(id, event.target.checked).catch(report)}
          />
        </li>
      ))}
    </ul>
  );
}
