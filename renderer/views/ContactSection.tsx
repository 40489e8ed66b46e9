// What the person has arranged with somebody: groups, who sees when whom is online, and changing it.
import './ContactSection.css';
import { Eye, EyeOff, Lock, LockOpen, type LucideIcon, Pencil, UserMinus, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Contact, type SeeingChange, seeingOf } from '../../shared/contact.ts';
import { Icon } from '../components/Icon.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { contactId } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

export function ContactSection({ account, address }: { readonly account: string; readonly address: string }) {
  const { t } = useTranslation();
  const contact = useStore((state) => state.contacts.get(contactId(account, address)));
  const online = useStore((state) => state.accounts[account]?.connection.state === 'online');
  const approves = useStore((state) => state.accounts[account]?.approves === true);
  const { addContact, changeSeeing, answerRequest, ask, report } = useStore.getState();
  const run = (work: () => Promise<unknown>) => () => void (online ? work().catch(report) : undefined);
  const seeing = contact && seeingOf(contact);
  return (
    <section className="contact-section" aria-label={t('contact.title')}>
      {contact !== undefined && contact.groups.length > 0 && (
        <p className="contact-groups">
          {contact.groups.map((group) => (
            <button
              key={group}
              type="button"
              className="contact-group"
              aria-haspopup="dialog"
              aria-label={t('contact.renameGroup', { group })}
              title={t('contact.renameGroup', { group })}
              onClick={() => ask({ kind: 'rename-group', account, group })}
            >
              <bdi>{group}</bdi>
            </button>
          ))}
        </p>
      )}
      {seeing !== undefined && <p className="contact-words">{t(`contact.seeing.${seeing}`)}</p>}
      {contact?.approved === true && seeing !== 'from' && seeing !== 'both' && <p className="contact-words">{t('contact.approved')}</p>}
      {contact?.request === true && (
        <div className="contact-answers">
          <button
            type="button"
            className="button small primary"
            aria-disabled={!online}
            onClick={run(() => answerRequest(account, address, true))}
          >
            {t('contacts.allow')}
          </button>
          <button
            type="button"
            className="button small"
            aria-disabled={!online}
            onClick={run(() => answerRequest(account, address, false))}
          >
            {t('contacts.decline')}
          </button>
        </div>
      )}
      <div className="details-actions">
        {contact?.listed === true ? (
          <>
            {changesFor(contact, approves).map((change) => (
              <button
                key={change}
                type="button"
                className="button small"
                aria-disabled={!online}
                onClick={run(() => changeSeeing(account, address, DOES[change]))}
              >
                <Icon icon={ICONS[change]} size={18} />
                {t(`contact.change.${change}`)}
              </button>
            ))}
            <button
              type="button"
              className="button small"
              aria-haspopup="dialog"
              onClick={() => ask({ kind: 'edit-contact', account, address })}
            >
              <Icon icon={Pencil} size={18} />
              {t('contact.edit')}
            </button>
            <button
              type="button"
              className="button small"
              data-danger="true"
              aria-haspopup="dialog"
              onClick={() => ask({ kind: 'remove-contact', account, address })}
            >
              <Icon icon={UserMinus} size={18} />
              {t('contact.remove')}
            </button>
          </>
        ) : (
          <button type="button" className="button small" aria-disabled={!online} onClick={run(() => addContact(account, address))}>
            <Icon icon={UserPlus} size={18} />
            {t('contacts.add')}
          </button>
        )}
      </div>
      {contact?.listed === true && <AppearTo id={contact.id} />}
      {!online && <p className="choice-hint">{t('contact.offline')}</p>}
    </section>
  );
}

/** Whether somebody sees the person although others do not; of use only while that is so. */
function AppearTo({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const hidden = useStore((state) => state.presence.availability === 'hidden');
  const chosen = useStore((state) => state.settings.appearToContacts);
  const { changeSettings, report } = useStore.getState();
  if (!hidden) return null;
  const others = chosen.filter((each) => each !== id);
  return (
    <Toggle
      label={t('contact.appear')}
      hint={t('contact.appearHint')}
      on={chosen.includes(id)}
      onChange={(on) => void changeSettings({ appearToContacts: on ? [...others, id] : others }).catch(report)}
    />
  );
}

type Change = 'ask' | 'ask-again' | 'take-back' | 'stop-seeing' | 'stop-showing' | 'show' | 'show-no-more';

const DOES: Readonly<Record<Change, SeeingChange>> = {
  ask: 'ask',
  'ask-again': 'ask',
  'take-back': 'stop-seeing',
  'stop-seeing': 'stop-seeing',
  'stop-showing': 'stop-showing',
  show: 'show',
  'show-no-more': 'stop-showing',
};

const ICONS: Readonly<Record<Change, LucideIcon>> = {
  ask: Eye,
  'ask-again': Eye,
  'take-back': EyeOff,
  'stop-seeing': EyeOff,
  'stop-showing': Lock,
  show: LockOpen,
  'show-no-more': Lock,
};

/** What can be changed in each of the nine states. */
function changesFor({ subscription, asked, approved, request }: Contact, approves: boolean): readonly Change[] {
  const sees = subscription === 'to' || subscription === 'both';
  const shown = subscription === 'from' || subscription === 'both';
  return [
    ...(sees ? (['stop-seeing'] as const) : asked ? (['ask-again', 'take-back'] as const) : (['ask'] as const)),
    ...(shown ? (['stop-showing'] as const) : approved ? (['show-no-more'] as const) : approves && !request ? (['show'] as const) : []),
  ];
}
