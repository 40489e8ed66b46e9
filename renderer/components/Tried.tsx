// What was tried on the way to a server: where, how, and what became of it.
import './Tried.css';
import { useTranslation } from 'react-i18next';
import type { Attempt } from '../../shared/errors.ts';

export function Tried({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const { t } = useTranslation();
  if (attempts.length === 0) return null;
  return (
    <ul className="tried" aria-label={t('connection.tried.label')}>
      {attempts.map(({ host, port, how, failure }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only ever drawn whole; the same place may have been tried twice.
        <li key={index}>
          <bdi dir="ltr">{`${host}:${port}`}</bdi>, {t(`connection.tried.${how}`)}: {t(`connection.reason.${failure}`)}
        </li>
      ))}
    </ul>
  );
}
