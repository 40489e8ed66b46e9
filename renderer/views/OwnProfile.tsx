// One's own profile, field by field: only what was changed is written, so that what other clients keep there stays.
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ABOUT_LIMIT, CARD_FIELDS, type CardChange, type CardField, FIELD_LIMIT, fieldsOf } from '../../shared/profile.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Fault, Field } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';
import { useErrorSentence } from './error-sentence.ts';

const TYPES: Readonly<Partial<Record<CardField, string>>> = { phone: 'tel', email: 'email', website: 'url' };

export function OwnProfile({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const noteId = useId();
  const { ask, ownProfile, setCard } = useStore.getState();
  const [before, setBefore] = useState<Required<CardChange>>();
  const [change, setChange] = useState<CardChange>({});
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; the sentence is new with every render.
  useEffect(() => {
    ownProfile(account).then(
      ({ card }) => setBefore(fieldsOf(card)),
      (error: unknown) => setFault(sentence(error)),
    );
  }, [account, ownProfile]);

  const changed = Object.entries(change).filter(([field, value]) => value.trim() !== before?.[field as CardField]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (changed.length === 0) return ask(null);
    setBusy(true);
    setFault(undefined);
    try {
      await setCard(account, Object.fromEntries(changed.map(([field, value]) => [field, value.trim()])));
      ask(null);
    } catch (error) {
      setFault(sentence(error));
      setBusy(false);
    }
  };
  const set = (field: CardField) => (event: { readonly target: { readonly value: string } }) =>
    setChange({ ...change, [field]: event.target.value });
  const value = (field: CardField) => change[field] ?? before?.[field] ?? '';

  return (
    <Dialog title={t('profile.dialog')} onClose={() => ask(null)}>
      <form className="profile-form" noValidate onSubmit={save}>
        <p className="choice-hint">{t('profile.everybody')}</p>
        {before === undefined && fault === undefined && <p role="status">{t('profile.loading')}</p>}
        {before !== undefined && (
          <>
            {CARD_FIELDS.filter((field) => field !== 'note').map((field) => (
              <Field
                key={field}
                label={t(`profile.field.${field}`)}
                type={field === 'birthday' && isDate(value(field)) ? 'date' : (TYPES[field] ?? 'text')}
                value={value(field)}
                maxLength={FIELD_LIMIT}
                dir="auto"
                autoComplete="off"
                onChange={set(field)}
              />
            ))}
            <div className="field">
              <label className="field-label" htmlFor={noteId}>
                {t('profile.field.note')}
              </label>
              <textarea
                id={noteId}
                className="profile-note"
                dir="auto"
                maxLength={ABOUT_LIMIT}
                value={value('note')}
                onChange={set('note')}
              />
            </div>
          </>
        )}
        <Fault text={fault} />
        {before !== undefined && (
          <button type="submit" className="button primary" aria-disabled={busy}>
            {t('profile.save')}
          </button>
        )}
      </form>
    </Dialog>
  );
}

/** A date as the picker has it, or none yet; others may have written something else, which stays a text. */
function isDate(text: string): boolean {
  return text === '' || /^\d{4}-\d\d-\d\d$/.test(text);
}
