// Writing one chat, or all of them, into a file: how, and how far it is. It goes on when this is closed.
import './Export.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../shared/conversation.ts';
import type { ExportFormat, ExportState } from '../../shared/export.ts';
import { Choice } from '../components/Choice.tsx';
import { Confirm } from '../components/Confirm.tsx';
import { useStore } from '../store/index.ts';

const FORMATS: readonly ExportFormat[] = ['html', 'text', 'json'];

export function Export({ conversation }: { readonly conversation: ConversationId | null }) {
  const exported = useStore((state) => state.exported);
  const { ask, exportSeen } = useStore.getState();
  const close = () => {
    exportSeen();
    ask(null);
  };
  // What became of an earlier one was told when it ended.
  const over = exported !== null && exported.state !== 'running' && exported.conversation !== conversation;
  return exported === null || exported.state === 'cancelled' || over ? (
    <Begin conversation={conversation} onClose={close} />
  ) : (
    <Progress exported={exported} onClose={close} />
  );
}

function Begin({ conversation, onClose }: { readonly conversation: ConversationId | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const name = useStore((state) => (conversation === null ? undefined : state.conversations[conversation]?.title));
  const { startExport, report } = useStore.getState();
  const [format, setFormat] = useState<ExportFormat>('html');
  const [busy, setBusy] = useState(false);
  const start = () => {
    setBusy(true);
    startExport(conversation, format)
      .catch(report)
      .finally(() => setBusy(false));
  };
  return (
    <Confirm
      title={name === undefined ? t('export.all') : t('export.one', { name })}
      busy={busy}
      onClose={onClose}
      answers={[{ label: t('export.start'), onChoose: start }]}
    >
      <Choice
        label={t('export.format')}
        hint={t(`export.hints.${format}`)}
        value={format}
        options={FORMATS.map((value) => ({ value, label: t(`export.formats.${value}`) }))}
        onChoose={setFormat}
      />
      <p className="choice-hint">{t('export.open')}</p>
      <p className="choice-hint">{t('export.here')}</p>
    </Confirm>
  );
}

function Progress({ exported, onClose }: { readonly exported: ExportState; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { cancelExport, showExport, exportSeen, report } = useStore.getState();
  const { state, file, written, total, trouble, detail } = exported;
  const answers = {
    running: [{ label: t('export.cancel'), plain: true, onChoose: () => void cancelExport().catch(report) }],
    done: [{ label: t('export.show'), onChoose: () => void showExport().catch(report) }],
    failed: [{ label: t('export.again'), onChoose: exportSeen }],
    cancelled: [],
  }[state];
  return (
    <Confirm title={t(`export.title.${state}`)} onClose={onClose} answers={answers} close>
      {state === 'running' && (
        <>
          <progress className="export-bar" aria-label={t('export.bar')} max={Math.max(total, 1)} value={written} />
          <p className="numbers">{t('export.progress', { written, total })}</p>
          <p className="choice-hint">{t('export.goesOn')}</p>
        </>
      )}
      {state === 'done' && (
        <p role="status" className="selectable">
          {t('export.done', { file, count: total })}
        </p>
      )}
      {state === 'failed' && (
        <div role="alert">
          <p>{t(`export.trouble.${trouble ?? 'other'}`)}</p>
          {detail !== undefined && (
            <p className="choice-hint selectable" dir="ltr">
              {detail}
            </p>
          )}
        </div>
      )}
    </Confirm>
  );
}
