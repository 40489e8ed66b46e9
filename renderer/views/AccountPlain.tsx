// Whether the server may be told the password itself; for servers that know no better way.
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { Toggle } from '../components/Toggle.tsx';
import { useStore } from '../store/index.ts';

export function AccountPlain({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const never = account.safe === true;
  const on = account.plain === true && !never;
  const hint = never ? 'plainNever' : on ? 'plainOn' : 'plainOff';
  const choose = (allow: boolean) => {
    const { allowPlain, report } = useStore.getState();
    allowPlain(account.id, allow).catch(report);
  };
  return <Toggle label={t('settings.account.plain')} hint={t(`settings.account.${hint}`)} on={on} disabled={never} onChange={choose} />;
}
