// What the person notes about somebody: kept when they go on to something else, on this device only.
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NOTE_LIMIT } from '../../shared/contact.ts';
import { useStore } from '../store/index.ts';

export function ContactNote({ account, address }: { readonly account: string; readonly address: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const unsaved = useRef<string | null>(null);
  useEffect(() => {
    const { noteAbout, noteDown, report } = useStore.getState();
    let here = true;
    noteAbout(account, address).then((stored) => (here ? setText(stored) : undefined), report);
    return () => {
      here = false;
      if (unsaved.current !== null) noteDown(account, address, unsaved.current).catch(report);
      unsaved.current = null;
    };
  }, [account, address]);
  const save = () => {
    const { noteDown, report } = useStore.getState();
    if (unsaved.current !== null) noteDown(account, address, unsaved.current).catch(report);
    unsaved.current = null;
  };
  return (
    <section className="contact-section">
      <label className="field-label" htmlFor={id}>
        {t('contact.note')}
      </label>
      <textarea
        id={id}
        className="contact-note"
        rows={3}
        dir="auto"
        maxLength={NOTE_LIMIT}
        disabled={text === null}
        value={text ?? ''}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          unsaved.current = event.target.value;
          setText(event.target.value);
        }}
        onBlur={save}
      />
      <p className="choice-hint" id={`${id}-hint`}>
        {t('contact.noteHint')}
      </p>
    </section>
  );
}
