// A person as a circle: the initial on their XEP-0392 colour, with a presence dot where presence is known.
import './Avatar.css';
import { memo, useMemo } from 'react';
import { colourOf } from '../../shared/consistent-colour.ts';
import type { Availability } from '../../shared/contact.ts';
import { initial } from './text-parts.ts';

interface AvatarProps {
  readonly address: string;
  readonly name: string;
  readonly size?: number;
  /** 'connecting' is for one's own account only. */
  readonly presence?: Availability | 'connecting' | undefined;
}

export const Avatar = memo(function Avatar({ address, name, size = 40, presence = 'offline' }: AvatarProps) {
  const colour = useMemo(() => colourOf(address), [address]);
  return (
    <span
      className="avatar"
      aria-hidden="true"
      style={{ backgroundColor: colour, inlineSize: `${size / 16}rem`, blockSize: `${size / 16}rem`, fontSize: `${(size * 0.42) / 16}rem` }}
    >
      {initial(name)}
      {presence !== 'offline' && <span className="avatar-dot" data-presence={presence} data-large={size > 60} />}
    </span>
  );
});
