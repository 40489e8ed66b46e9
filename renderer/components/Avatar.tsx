// A person as a circle: their picture, or until it is here and without one the initial on their XEP-0392 colour; with a presence dot where
// presence is known.
import './Avatar.css';
import { createContext, memo, useContext, useEffect, useMemo, useState } from 'react';
import { colourOf } from '../../shared/consistent-colour.ts';
import type { Availability } from '../../shared/contact.ts';
import type { Picture } from '../../shared/picture.ts';
import { initial } from './initial.ts';

interface AvatarProps {
  readonly address: string;
  readonly name: string;
  readonly picture?: Picture | undefined;
  readonly size?: number;
  /** 'connecting' is for one's own account only. */
  readonly presence?: Availability | 'connecting' | undefined;
}

/** Hears of pictures that are to be seen and not here. */
export const WantPicture = createContext<(hash: string) => void>(() => undefined);

export const Avatar = memo(function Avatar({ address, name, picture, size = 40, presence = 'offline' }: AvatarProps) {
  const colour = useMemo(() => colourOf(address), [address]);
  return (
    <span
      className="avatar"
      aria-hidden="true"
      style={{ backgroundColor: colour, inlineSize: `${size / 16}rem`, blockSize: `${size / 16}rem`, fontSize: `${(size * 0.42) / 16}rem` }}
    >
      {initial(name)}
      {picture !== undefined && <Face key={picture.hash} picture={picture} />}
      {presence !== 'offline' && <span className="avatar-dot" data-presence={presence} data-large={size > 60} />}
    </span>
  );
});

/** Over the initial, which stays what is seen while and where there is no picture that can be drawn. */
function Face({ picture }: { readonly picture: Picture }) {
  const want = useContext(WantPicture);
  const [drawn, setDrawn] = useState(false);
  const { hash, here } = picture;
  useEffect(() => {
    if (!here) want(hash);
  }, [want, hash, here]);
  if (!here) return null;
  return <img className="avatar-face" src={`/picture/${hash}`} alt="" draggable={false} data-drawn={drawn} onLoad={() => setDrawn(true)} />;
}
