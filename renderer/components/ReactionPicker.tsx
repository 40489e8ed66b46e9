// Every emoji there is, as a reaction: the composer's picker, over the message it is for.
import { Popover } from '@base-ui/react/popover';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EmojiPicker, type EmojiPickerProps } from './EmojiPicker.tsx';
import { focusAtOnce } from './focus-at-once.ts';
import { landmark } from './Menu.tsx';

interface ReactionPickerProps extends Omit<EmojiPickerProps, 'field'> {
  /** What it stands at, and what gets the focus afterwards. */
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}

export function ReactionPicker({ anchor, onClose, onPick, ...picker }: ReactionPickerProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  return (
    <Popover.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Popover.Portal className="menu-portal" container={landmark()}>
        <Popover.Positioner className="menu-place" anchor={anchor} side="top" align="center" sideOffset={4} collisionPadding={8}>
          <Popover.Popup className="emoji-popup" aria-label={t('life.react')} initialFocus={focusAtOnce(field)} finalFocus={() => anchor}>
            <EmojiPicker
              {...picker}
              field={field}
              onPick={(emoji) => {
                onClose();
                onPick(emoji);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
