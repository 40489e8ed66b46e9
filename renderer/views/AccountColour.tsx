// Which colour marks an account among several.
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { Choice } from '../components/Choice.tsx';
import { useStore } from '../store/index.ts';
import { useAccounts } from './accounts.ts';

/** In the order of tokens.css. */
const NAMES = ['blue', 'orange', 'purple', 'green', 'pink', 'yellow', 'teal', 'grey'] as const;

export function AccountColour({ account: { id, colour } }: { readonly account: Account }) {
  const { t } = useTranslation();
  const others = useAccounts().filter((each) => each.id !== id);
  const { setColour, report } = useStore.getState();
  if (others.length === 0) return null;
  const alike = others.find((each) => each.colour === colour);
  return (
    <Choice
      label={t('accounts.colour')}
      hint={alike === undefined ? t('accounts.colourHint') : t('accounts.colourTaken', { address: alike.address })}
      value={colour}
      options={NAMES.map((name, value) => ({ value, label: t(`accounts.colours.${name}`), colour: value }))}
      onChoose={(value) => void setColour(id, value).catch(report)}
    />
  );
}
