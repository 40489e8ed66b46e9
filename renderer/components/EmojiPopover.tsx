// A button that opens the emoji picker over it; a pick closes it again.
import { Popover } from '@base-ui/react/popover';
import type { LucideIcon } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import { EmojiPicker, type EmojiPickerProps } from './EmojiPicker.tsx';
import { focusAtOnce } from './focus-at-once.ts';
import { Icon } from './Icon.tsx';
import { landmark } from './Menu.tsx';

interface EmojiPopoverProps extends Omit<EmojiPickerProps, 'field'> {
  /** Names the button and what it opens. */
  readonly label: string;
  readonly className: string;
  /** What gets the focus afterwards; null = the button. */
  readonly focusAfter?: () => HTMLElement | null;
  readonly icon: LucideIcon;
}

export const EmojiPopover = memo(function EmojiPopover({ label, className, focusAfter, onPick, icon, ...picker }: EmojiPopoverProps) {
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={className} aria-label={label} title={label}>
        <Icon icon={icon} />
      </Popover.Trigger>
      <Popover.Portal className="menu-portal" container={landmark()}>
        <Popover.Positioner className="menu-place" side="top" align="end" sideOffset={10} collisionPadding={8}>
          <Popover.Popup
            className="emoji-popup"
            aria-label={label}
            initialFocus={focusAtOnce(field)}
            finalFocus={() => focusAfter?.() ?? true}
          >
            <EmojiPicker
              {...picker}
              field={field}
              onPick={(emoji) => {
                setOpen(false);
                onPick(emoji);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
});
