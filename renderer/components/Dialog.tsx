// A modal window inside the window: titled, closed by Escape or its button, and focus goes back where it came from.
import './Dialog.css';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { focusAtOnce } from './focus-at-once.ts';
import { Icon } from './Icon.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly first?: RefObject<HTMLElement | null>;
  /** What gets the focus after closing; null = whatever had it before. */
  readonly last?: () => HTMLElement | null;
  /** Nothing in it to act on: it gets the focus itself, so that it can be scrolled by keyboard. */
  readonly reading?: boolean;
  readonly size?: 'small' | 'large';
  readonly children: ReactNode;
  /** Always in sight, under what scrolls. */
  readonly foot?: ReactNode;
}

export function Dialog({ title, onClose, first, last, reading = false, size = 'small', children, foot }: DialogProps) {
  const { t } = useTranslation();
  const popup = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="dialog-scrim" />
        <Base.Popup
          ref={popup}
          className="dialog"
          data-size={size}
          initialFocus={focusAtOnce(reading ? body : first, popup)}
          finalFocus={() => last?.() ?? true}
        >
          <header className="dialog-head">
            <Base.Title className="dialog-title">{title}</Base.Title>
            <Base.Close className="icon-button" aria-label={t('app.close')}>
              <Icon icon={X} />
            </Base.Close>
          </header>
          <div ref={body} className="dialog-body scrolls" tabIndex={reading ? 0 : undefined}>
            {children}
          </div>
          {foot !== undefined && <footer className="dialog-foot">{foot}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
