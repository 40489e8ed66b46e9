// What is said in passing: what failed where there is no better place for it, and what ended while nobody looked.
import { type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Toast } from '../components/Toast.tsx';
import { useStore } from '../store/index.ts';
import type { ToastRow } from '../store/navigation.ts';
import { useSentenceOf } from './error-sentence.ts';

export function Toasts() {
  const toasts = useStore((state) => state.toasts);
  const dismiss = useStore((state) => state.dismiss);
  return (
    <div className="toasts">
      {toasts.map(({ id, about }) => (
        <Dismissable key={id} id={id} dismiss={dismiss}>
          {(onDismiss) => <About about={about} onDismiss={onDismiss} />}
        </Dismissable>
      ))}
    </div>
  );
}

function About({ about, onDismiss }: { readonly about: ToastRow['about']; readonly onDismiss: () => void }) {
  const { t } = useTranslation();
  const sentenceOf = useSentenceOf();
  if (about === 'tray') return <Toast quiet sentence={t('tray.hint')} onDismiss={onDismiss} />;
  if ('refusal' in about) {
    const { kind, address, words } = about.refusal;
    return <Toast sentence={t(`refused.${kind}`, { address })} detail={words} onDismiss={onDismiss} />;
  }
  if ('state' in about) {
    const { state, file, trouble } = about.state;
    const why = trouble && t(`export.trouble.${trouble}`);
    return <Toast quiet={state === 'done'} sentence={t(`export.toast.${state}`, { file })} detail={why} onDismiss={onDismiss} />;
  }
  return <Toast sentence={sentenceOf(about)} detail={about.detail ?? about.kind} onDismiss={onDismiss} />;
}

interface DismissableProps {
  readonly id: number;
  readonly dismiss: (id: number) => void;
  readonly children: (onDismiss: () => void) => ReactNode;
}

function Dismissable({ id, dismiss, children }: DismissableProps) {
  return children(useCallback(() => dismiss(id), [id, dismiss]));
}
