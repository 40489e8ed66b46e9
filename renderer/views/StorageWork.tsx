// What has to be done with the archive before it can be opened, when it takes a while.
import './StorageTrouble.css';
import { useTranslation } from 'react-i18next';
import type { StorageWork as Work } from '../../shared/storage.ts';
import { Mark } from '../components/Mark.tsx';

export function StorageWork({ work }: { readonly work: Work }) {
  const { t } = useTranslation();
  return (
    <main className="trouble scrolls">
      <div className="trouble-card" role="status">
        <Mark size={48} />
        <h1 className="trouble-title">{t(`storage.work.${work}`)}</h1>
        <p>{t('storage.takes')}</p>
      </div>
    </main>
  );
}
