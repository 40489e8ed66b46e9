// Which Kith this is, what it is made of, and where its logs lie.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Licence } from '../../shared/ipc.ts';
import { Mark } from '../components/Mark.tsx';
import { useStore } from '../store/index.ts';

const PLATFORMS: ReadonlySet<string> = new Set(['linux', 'darwin', 'win32']);

export function SettingsAbout() {
  const { t } = useTranslation();
  const version = useStore((state) => state.version);
  const platform = useStore((state) => state.platform);
  const engines = useStore((state) => state.engines);
  const { showLogs, report } = useStore.getState();
  return (
    <>
      <section className="about">
        <Mark size={48} />
        <div>
          <h3 className="about-title selectable">{t('settings.version', { version })}</h3>
          <p className="choice-hint selectable">
            {t(PLATFORMS.has(platform) ? `settings.platforms.${platform}` : 'settings.platforms.other')}
          </p>
          <p className="choice-hint selectable numbers">{t('settings.engines', { ...engines })}</p>
          <p className="choice-hint">{t('settings.aboutText')}</p>
        </div>
      </section>
      <div className="account-out">
        <div>
          <h3 className="setting-name">{t('settings.logs')}</h3>
          <p className="choice-hint">{t('settings.logsHint')}</p>
        </div>
        <button type="button" className="button" onClick={() => void showLogs().catch(report)}>
          {t('settings.logsButton')}
        </button>
      </div>
      <Licences />
    </>
  );
}

function Licences() {
  const { t } = useTranslation();
  const [rows, setRows] = useState<readonly Licence[]>([]);
  useEffect(() => {
    const { licences, report } = useStore.getState();
    licences().then(setRows, report);
  }, []);
  return (
    <section>
      <h3 className="setting-name">{t('settings.licences')}</h3>
      <p className="choice-hint">{t('settings.licencesHint')}</p>
      <ul className="licences">
        {rows.map(({ name, version, licence, text }) => (
          <li key={`${name} ${version}`}>
            <details>
              <summary className="licence-name">
                <bdi>{name}</bdi> <span className="licence-kind">{[version, licence].filter((part) => part !== '').join(' · ')}</span>
              </summary>
              <p className="licence-text selectable" dir="ltr">
                {text}
              </p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
