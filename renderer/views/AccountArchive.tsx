// What the account's server keeps of its messages, where it lets people choose.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import type { Archiving, Keeping } from '../../shared/archiving.ts';
import { Choice } from '../components/Choice.tsx';
import { useStore } from '../store/index.ts';

const KEEPING: readonly Keeping[] = ['everything', 'contacts', 'nothing'];

export function AccountArchive({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const { id } = account;
  const online = account.connection.state === 'online';
  const { archivingOf, setArchiving, report } = useStore.getState();
  const [archiving, setKnown] = useState<Archiving | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const here = new AbortController();
    if (online) archivingOf(id).then((found) => (here.signal.aborted ? undefined : setKnown(found)), report);
    return () => here.abort();
  }, [id, online, archivingOf, report]);

  // Not disabled meanwhile, which would take the focus away.
  const choose = (keeping: Keeping) => {
    if (busy) return;
    setBusy(true);
    setArchiving(id, keeping)
      .then(setKnown, report)
      .finally(() => setBusy(false));
  };
  if (archiving === null || archiving.keeping === null)
    return (
      <section>
        <h3 className="setting-name">{t('archiving.label')}</h3>
        <p className="choice-hint" role="status">
          {t(!online ? 'archiving.offline' : archiving === null ? 'archiving.asking' : 'archiving.unable')}
        </p>
      </section>
    );
  const { keeping, exceptions } = archiving;
  const hint = [t(`archiving.hints.${keeping}`), ...(exceptions === 0 ? [] : [t('archiving.exceptions', { count: exceptions })])].join(' ');
  return (
    <Choice
      label={t('archiving.label')}
      hint={hint}
      value={keeping}
      disabled={!online}
      options={KEEPING.map((value) => ({ value, label: t(`archiving.keep.${value}`) }))}
      onChoose={choose}
    />
  );
}
