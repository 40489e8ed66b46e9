// A modal window inside the window: titled, closed by Escape or its button, and focus goes back where it came from.
import './Dialog.css';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly first?: RefObject<HTMLElement | null>;
  /** What gets the focus after closing; null = whatever had it before. */
  readonly last?: () => HTMLElement | null;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, first, last, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="dialog-scrim" />
        <Base.Popup className="dialog" {...(first === undefined ? {} : { initialFocus: first })} finalFocus={() => last?.() ?? true}>
          <header className="dialog-head">
            <Base.Title className="dialog-title">{title}</Base.Title>
            <Base.Close className="icon-button" aria-label={t('app.close')}>
              <Icon icon={X} />
            </Base.Close>
          </header>
          <div className="dialog-body scrolls">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
