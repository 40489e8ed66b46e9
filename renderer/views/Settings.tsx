// What the person can choose, in sections. Every choice holds at once and says in one line what it does.
import './Settings.css';
import { Tabs } from '@base-ui/react/tabs';
import { Bell, CircleUser, Info, type LucideIcon, MessageCircle, Palette, Settings2 } from 'lucide-react';
import { type ComponentType, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';
import type { SettingsSection } from '../store/navigation.ts';
import { SettingsAbout } from './SettingsAbout.tsx';
import { SettingsAccount } from './SettingsAccount.tsx';
import { Appearance, Chats, General, Notifications } from './SettingsChoices.tsx';

interface SectionRow {
  readonly id: SettingsSection;
  readonly icon: LucideIcon;
  readonly Panel: ComponentType;
}

const SECTIONS: readonly SectionRow[] = [
  { id: 'appearance', icon: Palette, Panel: Appearance },
  { id: 'notifications', icon: Bell, Panel: Notifications },
  { id: 'chats', icon: MessageCircle, Panel: Chats },
  { id: 'general', icon: Settings2, Panel: General },
  { id: 'account', icon: CircleUser, Panel: SettingsAccount },
  { id: 'about', icon: Info, Panel: SettingsAbout },
];

export function Settings() {
  const { t } = useTranslation();
  const showDialog = useStore((state) => state.showDialog);
  const [at] = useState(() => useStore.getState().settingsAt);
  const first = useRef<HTMLButtonElement>(null);
  return (
    <Dialog title={t('settings.title')} size="large" first={first} onClose={() => showDialog(null)}>
      <Tabs.Root className="settings" defaultValue={at} orientation="vertical">
        <Tabs.List className="settings-sections" aria-label={t('settings.sections')} activateOnFocus>
          {SECTIONS.map(({ id, icon }) => (
            <Tabs.Tab key={id} ref={id === at ? first : undefined} value={id} className="settings-tab">
              <Icon icon={icon} size={18} />
              <span className="settings-tab-words">{t(`settings.section.${id}`)}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SECTIONS.map(({ id, Panel }) => (
          <Tabs.Panel key={id} value={id} className="settings-panel scrolls">
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </Dialog>
  );
}
