// What went wrong, as a sentence.
import { useTranslation } from 'react-i18next';
import { type AppError, AppFailure } from '../../shared/errors.ts';
import type { StorageTroubleKind } from '../../shared/storage.ts';

export function useSentenceOf(): (error: AppError) => string {
  const { t, i18n } = useTranslation();
  return ({ kind, detail }) => {
    // A file that is damaged is told otherwise than a disk that is full.
    const trouble = detail as StorageTroubleKind;
    if (kind === 'storage' && i18n.exists(`storage.what.${trouble}`)) return t(`storage.what.${trouble}`);
    return t(i18n.exists(`error.${kind}`) ? `error.${kind}` : 'error.other');
  };
}

/** Of whatever was thrown. */
export function useErrorSentence(): (error: unknown) => string {
  const sentenceOf = useSentenceOf();
  return (error) => sentenceOf(error instanceof AppFailure ? error.error : { kind: 'internal' });
}
