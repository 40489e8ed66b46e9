// Through which of several accounts something goes: its colour, and always its address beside it, to see or to hear.
import './AccountMark.css';
import { useTranslation } from 'react-i18next';

export interface Via {
  /** Of the own account. */
  readonly address: string;
  /** As much of it as tells it from the other ones, for narrow places. */
  readonly short: string;
  /** See Account.colour. */
  readonly colour: number;
  /** There is another row that looks the same: the address has to be seen. */
  readonly named: boolean;
}

export function AccountStripe({ colour, edge = false }: { readonly colour: number; readonly edge?: boolean }) {
  return <span className={edge ? 'account-stripe account-edge' : 'account-stripe'} data-colour={colour} aria-hidden="true" />;
}

/** With the address; nothing while there is one account only. */
export function AccountMark({ via }: { readonly via: Via | undefined }) {
  const { t } = useTranslation();
  if (via === undefined) return null;
  const { address, short, colour } = via;
  return (
    <span className="account-mark" title={t('account.yours', { address })}>
      <AccountStripe colour={colour} />
      <span className="heard">{t('account.yours', { address })}</span>
      <bdi className="account-full" aria-hidden="true">
        {address}
      </bdi>
      <bdi className="account-short" aria-hidden="true">
        {short}
      </bdi>
    </span>
  );
}

/** In a row, whose edge it colours; behind the name. */
export function RowVia({ via }: { readonly via: Via | undefined }) {
  const { t } = useTranslation();
  if (via === undefined) return null;
  return (
    <>
      <AccountStripe colour={via.colour} edge />
      {via.named && (
        <span className="row-via" aria-hidden="true">
          {'· '}
          <bdi className="cut">{via.short}</bdi>
        </span>
      )}
      <span className="heard">{t('account.yours', { address: via.address })}</span>
    </>
  );
}
