// A question with a few answers, each a button; Escape and Cancel change nothing.
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';

/** Answers with longer words stand one above the other. */
const LONG = 20;

interface Answer {
  readonly label: string;
  readonly danger?: boolean;
  /** Not what the question is about. */
  readonly plain?: boolean;
  readonly onChoose: () => void;
}

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly answers: readonly Answer[];
  readonly busy?: boolean;
  /** Nothing is given up by closing it. */
  readonly close?: boolean;
  readonly onClose: () => void;
}

export function Confirm({ title, children, answers, busy = false, close = false, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <Dialog title={title} onClose={onClose} first={cancel}>
      <div className="confirm-text">{children}</div>
      <div className="confirm-answers" data-many={answers.some((answer) => answer.label.length > LONG)}>
        {answers.map(({ label, danger = false, plain = false, onChoose }) => (
          <button
            key={label}
            type="button"
            className={danger ? 'button danger' : plain ? 'button' : 'button primary'}
            aria-disabled={busy}
            onClick={() => (busy ? undefined : onChoose())}
          >
            {label}
          </button>
        ))}
        <button ref={cancel} type="button" className="button confirm-cancel" onClick={onClose}>
          {t(close ? 'app.close' : 'app.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
