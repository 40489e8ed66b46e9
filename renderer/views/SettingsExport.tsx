// Everything that was written, as a file of the person's own.
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/index.ts';

export function SettingsExport() {
  const { t } = useTranslation();
  const ask = useStore((state) => state.ask);
  return (
    <div className="account-out">
      <div>
        <h3 className="setting-name">{t('export.setting')}</h3>
        <p className="choice-hint">{t('export.settingHint')}</p>
      </div>
      <button type="button" className="button" aria-haspopup="dialog" onClick={() => ask({ kind: 'export', conversation: null })}>
        {t('export.settingButton')}
      </button>
    </div>
  );
}
