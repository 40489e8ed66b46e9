// Whom an account keeps away: the list, taking somebody off it, and blocking an address or a whole server by hand.
import './AccountBlocked.css';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { Field } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';
import { useErrorSentence } from './error-sentence.ts';

export function AccountBlocked({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const blocking = useStore((state) => state.blocking[account.id]);
  const { addresses = [], offered = null } = blocking ?? {};
  const online = account.connection.state === 'online';
  const can = offered === 'blocks' || offered === 'reports';
  const hint = offered === null ? 'listUnknown' : offered === 'nothing' ? 'listNone' : addresses.length === 0 ? 'listEmpty' : 'listHint';
  return (
    <section className="blocked" aria-label={t('block.list')}>
      <h3 className="setting-name">{t('block.list')}</h3>
      <p className="choice-hint">
        {t(`block.${hint}`)} {can && !online && t('block.offline')}
      </p>
      {addresses.length > 0 && (
        <ul className="blocked-list scrolls" aria-label={t('block.list')}>
          {addresses.map((address) => (
            <Blocked key={address} account={account.id} address={address} online={online} />
          ))}
        </ul>
      )}
      {can && <BlockForm account={account.id} online={online} />}
    </section>
  );
}

interface BlockedProps {
  readonly account: string;
  readonly address: string;
  readonly online: boolean;
}

function Blocked({ account, address, online }: BlockedProps) {
  const { t } = useTranslation();
  const { unblock, report } = useStore.getState();
  return (
    <li className="blocked-row" aria-label={address}>
      <p className="blocked-address selectable">
        <bdi dir="ltr">{address}</bdi>
        {!address.includes('@') && <span className="choice-hint">{t('block.whole')}</span>}
      </p>
      <button
        type="button"
        className="button small"
        aria-label={t('block.unblockOne', { address })}
        aria-disabled={!online}
        onClick={() => void (online ? unblock(account, [address]).catch(report) : undefined)}
      >
        {t('block.unblock')}
      </button>
    </li>
  );
}

function BlockForm({ account, online }: Pick<BlockedProps, 'account' | 'online'>) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const block = useStore((state) => state.block);
  const [address, setAddress] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !online) return;
    setBusy(true);
    try {
      await block(account, address, null);
      setAddress('');
    } catch (error) {
      setFault(sentence(error));
    }
    setBusy(false);
  };
  return (
    <form className="blocked-form" noValidate onSubmit={submit}>
      <Field
        label={t('block.field')}
        placeholder={t('block.fieldHint')}
        fault={fault}
        value={address}
        readOnly={busy}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        dir="ltr"
        onChange={(event) => {
          setAddress(event.target.value);
          setFault(undefined);
        }}
      />
      <button type="submit" className="button" aria-disabled={busy || !online || address.trim() === ''}>
        {t('block.yes')}
      </button>
    </form>
  );
}
