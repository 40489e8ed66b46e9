// The menu of the text box. Cut, copy, paste: always plain text. Removing goes through the editing history, so that it can be undone.
import { ClipboardPaste, Copy, Scissors, TextSelect } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { ContextArea, type MenuEntry } from './Menu.tsx';

const FOCUS_MS = 60;

interface TextMenuProps {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** The system's own menu takes its place. */
  readonly off: boolean;
  readonly copyText: (text: string) => void;
  /** Pastes plain text into whatever has the focus. */
  readonly paste: () => void;
  readonly children: ReactNode;
}

export function TextMenu({ box, off, copyText, paste, children }: TextMenuProps) {
  const { t } = useTranslation();
  const inBox = (run: (element: HTMLTextAreaElement) => void) => () => {
    // After the menu has given the focus back.
    setTimeout(() => {
      box.current?.focus();
      if (box.current !== null) run(box.current);
    }, FOCUS_MS);
  };
  const entriesFor = (): readonly MenuEntry[] | null => {
    const element = box.current;
    if (element === null) return null;
    const { selectionStart, selectionEnd, value } = element;
    const selected = value.slice(selectionStart, selectionEnd);
    return [
      {
        kind: 'item',
        label: t('edit.cut'),
        icon: Scissors,
        disabled: selected === '',
        onChoose: inBox((text) => {
          copyText(selected);
          text.setSelectionRange(selectionStart, selectionEnd);
          document.execCommand('delete');
        }),
      },
      { kind: 'item', label: t('edit.copy'), icon: Copy, disabled: selected === '', onChoose: inBox(() => copyText(selected)) },
      { kind: 'item', label: t('edit.paste'), icon: ClipboardPaste, onChoose: inBox(paste) },
      { kind: 'line' },
      { kind: 'item', label: t('edit.selectAll'), icon: TextSelect, disabled: value === '', onChoose: inBox((text) => text.select()) },
    ];
  };
  return (
    <ContextArea label={t('edit.menu')} entriesFor={entriesFor} off={off} focusAfter={() => box.current}>
      {children}
    </ContextArea>
  );
}
