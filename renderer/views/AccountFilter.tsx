// Whose chats and contacts are listed, where there are several accounts: all of them, or those of one.
import './AccountFilter.css';
import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { AccountStripe } from '../components/AccountMark.tsx';
import { accountName } from '../components/account-name.ts';
import { Icon } from '../components/Icon.tsx';
import { landmark, MenuPopup } from '../components/Menu.tsx';
import { useNow } from '../components/now.ts';
import { ofOne, unreadTotal } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import { useAccounts } from './accounts.ts';

const MINUTE_MS = 60_000;

export function AccountFilter() {
  const { t } = useTranslation();
  const accounts = useAccounts();
  const only = useStore((state) => state.onlyAccount);
  const listOnly = useStore((state) => state.listOnly);
  if (accounts.length < 2) return null;
  const chosen = accounts.find(({ id }) => id === only);
  const what = chosen === undefined ? t('accounts.all') : accountName(t, chosen);
  return (
    <div className="account-filter">
      <Menu.Root>
        <Menu.Trigger className="account-filter-button" aria-label={t('accounts.filter', { what })}>
          {chosen === undefined ? <Stripes accounts={accounts} /> : <AccountStripe colour={chosen.colour} />}
          <bdi className="account-filter-words">{what}</bdi>
          <Icon icon={ChevronDown} size={16} />
        </Menu.Trigger>
        <Menu.Portal className="menu-portal" container={landmark()}>
          <Menu.Positioner className="menu-place" align="start" sideOffset={4} collisionPadding={8}>
            <MenuPopup>
              <Menu.RadioGroup value={only ?? ''} onValueChange={(id: string) => listOnly(id === '' ? null : id)}>
                <Row value="" words={t('accounts.all')} chosen={chosen === undefined}>
                  <Stripes accounts={accounts} />
                </Row>
                {accounts.map((account) => (
                  <Row key={account.id} value={account.id} words={accountName(t, account)} chosen={account.id === only}>
                    <AccountStripe colour={account.colour} />
                  </Row>
                ))}
              </Menu.RadioGroup>
            </MenuPopup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}

function Stripes({ accounts }: { readonly accounts: readonly Account[] }) {
  return (
    <span className="account-stripes">
      {accounts.slice(0, 4).map(({ id, colour }) => (
        <AccountStripe key={id} colour={colour} />
      ))}
    </span>
  );
}

interface RowProps {
  /** An account; '' for all. */
  readonly value: string;
  readonly words: string;
  readonly chosen: boolean;
  readonly children: ReactNode;
}

function Row({ value, words, chosen, children }: RowProps) {
  const { t } = useTranslation();
  const now = useNow(MINUTE_MS);
  const unread = useStore((state) => unreadIn(state.conversations, value, now));
  return (
    <Menu.RadioItem value={value} className="menu-item account-filter-row" label={words} closeOnClick>
      <span className="menu-icon">{chosen && <Icon icon={Check} size={18} />}</span>
      {children}
      <bdi className="menu-label">{words}</bdi>
      {unread > 0 && (
        <span className="badge numbers">
          <span aria-hidden="true">{unread > 999 ? '999+' : unread}</span>
          <span className="heard">{t('rail.unreadCount', { count: unread })}</span>
        </span>
      )}
    </Menu.RadioItem>
  );
}

function unreadIn(conversations: Parameters<typeof unreadTotal>[0], account: string, now: number): number {
  const rows = ofOne(Object.values(conversations), account === '' ? null : account);
  return unreadTotal(Object.fromEntries(rows.map((row) => [row.id, row])), now);
}
