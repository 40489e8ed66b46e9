// Add a person to the contact list by address, as typed or as a link names it.
import { type FormEvent, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NAME_LIMIT } from '../../shared/contact.ts';
import { isDisguised, plainAddress } from '../../shared/look-alike.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Field } from '../components/Field.tsx';
import { addressesFor, domainsOf } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';
import { useErrorSentence } from './error-sentence.ts';
import { From, useFrom } from './From.tsx';

interface AddContactProps {
  readonly account?: string | null;
  readonly address?: string;
  readonly name?: string;
  readonly onClose: () => void;
}

export function AddContact({ account: first = null, address: given = '', name: called = '', onClose }: AddContactProps) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [account, setAccount] = useFrom(first);
  const addContact = useStore((state) => state.addContact);
  const contacts = useStore((state) => state.contacts);
  const own = useStore((state) => state.accounts);
  const id = useId();
  const [address, setAddress] = useState(given);
  const [name, setName] = useState(called);
  const completions = useMemo(() => addressesFor(address, domainsOf(contacts, own)), [address, contacts, own]);
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (account === undefined) return;
    try {
      await addContact(account, address.trim(), name.trim());
      onClose();
    } catch (error) {
      setFault(sentence(error));
      field.current?.focus();
    }
  };
  return (
    <Dialog title={t('contacts.add')} onClose={onClose} first={field}>
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
          list={id}
        />
        <datalist id={id}>
          {completions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        {isDisguised(address) && (
          <p className="request-warning">
            <bdi dir="ltr">{plainAddress(address)}</bdi> {t('requests.disguised')}
          </p>
        )}
        <Field
          label={t('contact.name')}
          value={name}
          maxLength={NAME_LIMIT}
          dir="auto"
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
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
