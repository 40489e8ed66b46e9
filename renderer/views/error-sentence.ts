// What went wrong, as a sentence beside the field it is about.
import { useTranslation } from 'react-i18next';
import { AppFailure } from '../../shared/errors.ts';

export function useErrorSentence(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const kind = error instanceof AppFailure ? error.error.kind : 'internal';
    return t(i18n.exists(`error.${kind}`) ? `error.${kind}` : 'error.other');
  };
}
