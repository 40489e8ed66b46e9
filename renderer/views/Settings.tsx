// What the person can choose. Every choice holds at once.
import { useTranslation } from 'react-i18next';
import type { Settings as Chosen } from '../../shared/settings.ts';
import { Choice } from '../components/Choice.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Mark } from '../components/Mark.tsx';
import { useStore } from '../store/index.ts';
import './Settings.css';

const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
const DENSITIES = ['comfortable', 'compact'] as const;

export function Settings() {
  const { t } = useTranslation();
  const settings = useStore((state) => state.settings);
  const version = useStore((state) => state.version);
  const changeSettings = useStore((state) => state.changeSettings);
  const showDialog = useStore((state) => state.showDialog);
  const report = useStore((state) => state.report);
  const change = (chosen: Partial<Chosen>) => void changeSettings(chosen).catch(report);
  return (
    <Dialog title={t('settings.title')} onClose={() => showDialog(null)}>
      <Choice
        label={t('settings.theme')}
        hint={t('settings.themeHint')}
        value={settings.theme}
        options={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
        onChoose={(theme) => change({ theme })}
      />
      <Choice
        label={t('settings.density')}
        hint={t('settings.densityHint')}
        value={settings.density}
        options={DENSITIES.map((value) => ({ value, label: t(`settings.densities.${value}`) }))}
        onChoose={(density) => change({ density })}
      />
      <section className="about">
        <Mark size={40} />
        <div>
          <h3 className="about-title selectable">{t('settings.version', { version })}</h3>
          <p className="about-text">{t('settings.aboutText')}</p>
        </div>
      </section>
    </Dialog>
  );
}
