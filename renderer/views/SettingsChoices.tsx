// The sections of the settings that are choices only: appearance, notifications, chats, general.
import { useTranslation } from 'react-i18next';
import { AUTO_AWAY, type Settings, TEXT_SIZES } from '../../shared/settings.ts';
import { Choice } from '../components/Choice.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { useStore } from '../store/index.ts';
import { SettingsExport } from './SettingsExport.tsx';

const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
const DENSITIES = ['comfortable', 'compact'] as const;
const DETAILS = ['text', 'sender', 'nothing'] as const;
const LANGUAGES = ['en', 'en-XA'] as const;

type Switch = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

export function Appearance() {
  const { t } = useTranslation();
  const settings = useStore((state) => state.settings);
  const change = useChange();
  return (
    <>
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
      <Choice
        label={t('settings.textSize')}
        hint={t('settings.textSizeHint')}
        value={settings.textSize}
        options={TEXT_SIZES.map((value) => ({ value, label: t('settings.percent', { value }) }))}
        onChoose={(textSize) => change({ textSize })}
      />
    </>
  );
}

export function Notifications() {
  const { t } = useTranslation();
  const settings = useStore((state) => state.settings);
  const change = useChange();
  return (
    <>
      <Flip name="notifications" />
      <Choice
        label={t('settings.notificationDetail')}
        hint={t(`settings.detailHint.${settings.notificationDetail}`)}
        value={settings.notificationDetail}
        disabled={!settings.notifications}
        options={DETAILS.map((value) => ({ value, label: t(`settings.details.${value}`) }))}
        onChoose={(notificationDetail) => change({ notificationDetail })}
      />
      <Flip name="sounds" disabled={!settings.notifications} />
    </>
  );
}

export function Chats() {
  const { t } = useTranslation();
  const enterSends = useStore((state) => state.settings.enterSends);
  const mac = useStore((state) => state.platform === 'darwin');
  const change = useChange();
  const keys = mac ? '⌘ Enter' : 'Ctrl+Enter';
  return (
    <>
      <Choice
        label={t('settings.enter')}
        hint={t(enterSends ? 'settings.enterSendsHint' : 'settings.enterBreaksHint', { keys })}
        value={enterSends ? 'sends' : 'breaks'}
        options={[
          { value: 'sends', label: t('settings.enterSends') },
          { value: 'breaks', label: t('settings.enterBreaks') },
        ]}
        onChoose={(value) => change({ enterSends: value === 'sends' })}
      />
      <Flip name="confirmLinks" />
      <Flip name="sendTyping" />
      <Flip name="tellTime" />
      <Flip name="tellVersion" />
      <Flip name="sendReceipts" />
      <Flip name="sendRead" />
      <Flip name="spelling" />
      <SettingsExport />
    </>
  );
}

export function General() {
  const { t } = useTranslation();
  const settings = useStore((state) => state.settings);
  const tray = useStore((state) => state.tray);
  // The pseudo-language is the only other one there is, and of use only to those who work on Kith.
  const languages = useStore((state) => state.development || state.settings.language !== 'en');
  const change = useChange();
  return (
    <>
      {languages && (
        <Choice
          label={t('settings.language')}
          hint={t('settings.languageHint')}
          value={settings.language}
          options={LANGUAGES.map((value) => ({ value, label: t(`settings.languages.${value}`) }))}
          onChoose={(language) => change({ language })}
        />
      )}
      <Choice
        label={t('settings.autoAway')}
        hint={t(settings.autoAway === 0 ? 'settings.autoAwayNever' : 'settings.autoAwayHint')}
        value={settings.autoAway}
        options={AUTO_AWAY.map((value) => ({
          value,
          label: value === 0 ? t('settings.autoAwayOff') : t('settings.autoAwayMinutes', { count: value }),
        }))}
        onChoose={(autoAway) => change({ autoAway })}
      />
      <Flip name="closeToTray" disabled={!tray} hint={tray ? undefined : t('settings.noTray')} />
      <Flip name="startAtLogin" />
      <Flip name="startHidden" disabled={!tray} hint={tray ? undefined : t('settings.noTray')} />
    </>
  );
}

interface FlipProps {
  readonly name: Switch;
  readonly disabled?: boolean;
  /** In place of what the setting does: why it cannot be changed. */
  readonly hint?: string | undefined;
}

function Flip({ name, disabled = false, hint }: FlipProps) {
  const { t } = useTranslation();
  const on = useStore((state) => state.settings[name]);
  const change = useChange();
  return (
    <Toggle
      label={t(`settings.switch.${name}`)}
      hint={hint ?? t(on ? `settings.on.${name}` : `settings.off.${name}`)}
      on={on}
      disabled={disabled}
      onChange={(next) => change({ [name]: next })}
    />
  );
}

function useChange(): (change: Partial<Settings>) => void {
  const { changeSettings, report } = useStore.getState();
  return (change) => void changeSettings(change).catch(report);
}
