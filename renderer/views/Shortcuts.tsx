// Every keyboard shortcut, made from the one table.
import './Shortcuts.css';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { MESSAGE_KEYS, type MessageDeed } from '../components/message-keys.ts';
import { keysOf, SHORTCUTS } from '../components/shortcuts.ts';
import { useStore } from '../store/index.ts';

const GROUPS = ['chats', 'window'] as const;
const DEEDS = Object.keys(MESSAGE_KEYS) as MessageDeed[];

export function Shortcuts() {
  const { t } = useTranslation();
  const showDialog = useStore((state) => state.showDialog);
  const mac = useStore((state) => state.platform === 'darwin');
  const enterSends = useStore((state) => state.settings.enterSends);
  const command = mac ? '⌘' : 'Ctrl';
  const shift = mac ? '⇧' : 'Shift';
  return (
    <Dialog title={t('shortcuts.title')} reading onClose={() => showDialog(null)}>
      {GROUPS.map((group) => (
        <Group key={group} title={t(`shortcuts.group.${group}`)}>
          {SHORTCUTS[group]
            .filter((shortcut) => !(mac && shortcut.notOnMac === true))
            .map(({ id, chords }) => (
              <Line
                key={id}
                words={t(`shortcuts.does.${id}`)}
                chords={chords.filter((chord) => chord.same !== true).map((chord) => keysOf(chord, mac))}
              />
            ))}
        </Group>
      ))}
      <Group title={t('shortcuts.group.writing')}>
        <Line words={t('shortcuts.does.send')} chords={[enterSends ? ['Enter'] : [command, 'Enter']]} />
        <Line words={t('shortcuts.does.break')} chords={[enterSends ? [shift, 'Enter'] : ['Enter']]} />
        <Line words={t('shortcuts.does.edit')} chords={[['↑']]} />
        <Line words={t('shortcuts.does.strong')} chords={[[command, 'B']]} />
        <Line words={t('shortcuts.does.emphasis')} chords={[[command, 'I']]} />
        <Line words={t('shortcuts.does.strike')} chords={[[command, shift, 'X']]} />
        <Line words={t('shortcuts.does.code')} chords={[[command, 'E']]} />
        <Line words={t('shortcuts.does.messages')} chords={[['↑'], ['↓']]} />
        <Line words={t('shortcuts.does.menu')} chords={[[shift, 'F10']]} />
        {DEEDS.map((deed) => (
          <Line key={deed} words={t(`shortcuts.message.${deed}`)} chords={[[MESSAGE_KEYS[deed]]]} />
        ))}
      </Group>
    </Dialog>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="setting-name">{title}</h3>
      <dl className="shortcuts">{children}</dl>
    </section>
  );
}

function Line({ words, chords }: { readonly words: string; readonly chords: readonly (readonly string[])[] }) {
  const { t } = useTranslation();
  return (
    <div className="shortcut">
      <dt>{words}</dt>
      <dd dir="ltr">
        {chords.map((keys, index) => (
          <Fragment key={keys.join(' ')}>
            {index > 0 && <span className="shortcut-or">{t('shortcuts.or')}</span>}
            {keys.map((key) => (
              <kbd key={key} className="key">
                {key}
              </kbd>
            ))}
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
