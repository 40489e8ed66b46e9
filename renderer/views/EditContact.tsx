// What a contact is called here and which groups they are in; taking them off the list; renaming a group.
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_GROUPS, NAME_LIMIT } from '../../shared/contact.ts';
import { AccountMark } from '../components/AccountMark.tsx';
import { Confirm } from '../components/Confirm.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Fault, Field } from '../components/Field.tsx';
import { contactId, groupsOf } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';
import { useVia } from './accounts.ts';
import { useErrorSentence } from './error-sentence.ts';

interface EditContactProps {
  readonly account: string;
  readonly address: string;
}

export function EditContact({ account, address }: EditContactProps) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const contacts = useStore((state) => state.contacts);
  const contact = contacts.get(contactId(account, address));
  const { ask, editContact } = useStore.getState();
  const [name, setName] = useState(contact?.given ?? '');
  const [chosen, setChosen] = useState<readonly string[]>(contact?.groups ?? []);
  const [added, setAdded] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const all = useMemo(() => [...new Set([...groupsOf(contacts, account), ...chosen])], [contacts, account, chosen]);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const extra = added.trim();
    const groups = extra === '' ? chosen : [...new Set([...chosen, extra])];
    if (groups.length > MOST_GROUPS) return setFault(t('contact.tooMany', { most: MOST_GROUPS }));
    setBusy(true);
    try {
      await editContact(account, address, name, groups);
      ask(null);
    } catch (error) {
      setFault(sentence(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('contact.edit')} onClose={() => ask(null)} first={field}>
      <form className="add-contact" noValidate onSubmit={save}>
        <Field
          label={t('contact.name')}
          inputRef={field}
          value={name}
          maxLength={NAME_LIMIT}
          placeholder={contact?.name}
          dir="auto"
          onChange={(event) => setName(event.target.value)}
        />
        <p className="new-chat-hint">{t('contact.nameHint')}</p>
        {all.length > 0 && (
          <fieldset className="edit-groups">
            <legend className="field-label">{t('contact.groups')}</legend>
            {all.map((group) => (
              <label key={group} className="edit-group">
                <input
                  type="checkbox"
                  checked={chosen.includes(group)}
                  onChange={(event) => setChosen(event.target.checked ? [...chosen, group] : chosen.filter((each) => each !== group))}
                />
                <bdi>{group}</bdi>
              </label>
            ))}
          </fieldset>
        )}
        <Field
          label={t('contact.newGroup')}
          value={added}
          maxLength={NAME_LIMIT}
          dir="auto"
          onChange={(event) => setAdded(event.target.value)}
        />
        <Fault text={fault} />
        <button type="submit" className="button primary" aria-disabled={busy}>
          {t('contact.save')}
        </button>
      </form>
    </Dialog>
  );
}

export function RemoveContact({ account, address }: EditContactProps) {
  const { t } = useTranslation();
  const via = useVia(account);
  const name = useStore((state) => state.contacts.get(contactId(account, address))?.name ?? address);
  const { ask, removeContact, report } = useStore.getState();
  const remove = () => {
    ask(null);
    removeContact(account, address).catch(report);
  };
  return (
    <Confirm
      title={t('contact.removeTitle', { name })}
      onClose={() => ask(null)}
      answers={[{ label: t('contact.removeYes'), danger: true, onChoose: remove }]}
    >
      <AccountMark via={via} />
      <p>{t('contact.removeMore')}</p>
      <p className="choice-hint">{t('contact.removeKept')}</p>
    </Confirm>
  );
}

/** For everybody in the group. */
export function RenameGroup({ account, group }: { readonly account: string; readonly group: string }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const taken = useStore((state) => state.contacts);
  const { ask, renameGroup } = useStore.getState();
  const [name, setName] = useState(group);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const joins = name.trim() !== group && groupsOf(taken, account).includes(name.trim());
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || name.trim() === '') return;
    setBusy(true);
    try {
      await renameGroup(account, group, name);
      ask(null);
    } catch (error) {
      setFault(sentence(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('contact.renameGroup', { group })} onClose={() => ask(null)} first={field}>
      <form className="add-contact" noValidate onSubmit={save}>
        <Field
          label={t('contact.groupName')}
          inputRef={field}
          value={name}
          fault={fault}
          maxLength={NAME_LIMIT}
          dir="auto"
          onChange={(event) => setName(event.target.value)}
        />
        <p className="new-chat-hint" role="status">
          {t(joins ? 'contact.groupJoins' : 'contact.groupHint')}
        </p>
        <button type="submit" className="button primary" aria-disabled={busy || name.trim() === ''}>
          {t('contact.save')}
        </button>
      </form>
    </Dialog>
  );
}
