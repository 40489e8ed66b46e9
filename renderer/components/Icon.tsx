// One icon set (lucide), one size and stroke. Decoration only: whoever uses an icon names the control.
import type { LucideIcon } from 'lucide-react';
import { memo } from 'react';

interface IconProps {
  readonly icon: LucideIcon;
  /** Pixels at the normal text size; it grows with the text. */
  readonly size?: number;
  readonly stroke?: number;
  /** Points along the line of text, so it is mirrored with it. */
  readonly turns?: boolean;
}

export const Icon = memo(function Icon({ icon: Drawing, size = 20, stroke = 1.75, turns = false }: IconProps) {
  return <Drawing className={turns ? 'icon turns' : 'icon'} size={`${size / 16}rem`} strokeWidth={stroke} aria-hidden focusable={false} />;
});
