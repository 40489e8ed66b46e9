// Blocking somebody, or everybody on their server, with or without a word to the operator of the own one.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { REPORT_LIMIT, type Report } from '../../shared/blocking.ts';
import { AccountMark } from '../components/AccountMark.tsx';
import { Choice } from '../components/Choice.tsx';
import { Confirm } from '../components/Confirm.tsx';
import { Field } from '../components/Field.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { contactId } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';
import { useVia } from './accounts.ts';

interface BlockPersonProps {
  readonly account: string;
  readonly address: string;
  /** Whether reporting is chosen to begin with. */
  readonly report: boolean;
}

export function BlockPerson({ account, address, report: reports }: BlockPersonProps) {
  const { t } = useTranslation();
  const via = useVia(account);
  const own = useStore((state) => state.accounts[account]);
  const name = useStore((state) => state.contacts.get(contactId(account, address))?.name ?? address);
  const offered = useStore((state) => state.blocking[account]?.offered);
  const { ask, block, report: tell } = useStore.getState();
  const [who, setWho] = useState<'address' | 'server'>('address');
  const [reporting, setReporting] = useState(reports);
  const [reason, setReason] = useState<Report['reason']>('spam');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const online = own?.connection.state === 'online';
  const domain = domainIn(address);
  const foreign = domain !== address && domain !== domainIn(own?.address ?? '');

  const yes = async () => {
    setBusy(true);
    try {
      // A report is about a person, also where the whole server is blocked.
      if (who === 'address' || reporting) await block(account, address, reporting ? { reason, text } : null);
      if (who === 'server') await block(account, domain, null);
    } catch (error) {
      tell(error);
    }
    ask(null);
  };
  return (
    <Confirm
      title={t('block.title', { name })}
      busy={busy || !online}
      onClose={() => ask(null)}
      answers={[{ label: t(reporting ? 'block.yesReport' : 'block.yes'), danger: true, onChoose: () => void yes() }]}
    >
      {name !== address && (
        <p className="choice-hint">
          <bdi dir="ltr">{address}</bdi>
        </p>
      )}
      <AccountMark via={via} />
      <p>{t('block.more')}</p>
      {foreign && (
        <Choice
          label={t('block.who')}
          hint={t('block.whoHint')}
          value={who}
          options={[
            { value: 'address', label: t('block.onlyThem') },
            { value: 'server', label: t('block.everybody', { domain }) },
          ]}
          onChoose={setWho}
        />
      )}
      {offered === 'reports' && <Toggle label={t('block.report')} hint={t('block.reportHint')} on={reporting} onChange={setReporting} />}
      {reporting && (
        <>
          <Choice
            label={t('block.reason')}
            hint={t('block.reasonHint')}
            value={reason}
            options={[
              { value: 'spam', label: t('block.spam') },
              { value: 'abuse', label: t('block.abuse') },
            ]}
            onChoose={setReason}
          />
          <Field label={t('block.words')} value={text} maxLength={REPORT_LIMIT} onChange={(event) => setText(event.target.value)} />
        </>
      )}
      {!online && <p role="status">{t('block.offline')}</p>}
    </Confirm>
  );
}

const domainIn = (address: string): string => address.slice(address.indexOf('@') + 1);
