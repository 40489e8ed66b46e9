// Add a person to the contact list by address.
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { Field } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';
import { useErrorSentence } from './error-sentence.ts';
import { From, useFrom } from './From.tsx';

export function AddContact() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [account, setAccount] = useFrom();
  const addContact = useStore((state) => state.addContact);
  const showDialog = useStore((state) => state.showDialog);
  const [address, setAddress] = useState('');
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (account === undefined) return;
    try {
      await addContact(account, address.trim());
      showDialog(null);
    } catch (error) {
      setFault(sentence(error));
      field.current?.focus();
    }
  };
  return (
    <Dialog title={t('contacts.add')} onClose={() => showDialog(null)} first={field}>
      <form className="add-contact" noValidate onSubmit={submit}>
        <Field
          label={t('contacts.address')}
          inputRef={field}
          fault={fault}
          value={address}
          onChange={(event) => {
            setAddress(event.target.value);
            setFault(undefined);
          }}
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
        />
        <From from={account} onChoose={setAccount} />
        <p className="new-chat-hint">{t('contacts.addLead')}</p>
        <button type="submit" className="button primary">
          {t('contacts.add')}
        </button>
      </form>
    </Dialog>
  );
}
