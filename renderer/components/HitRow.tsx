// A message that was found: whose chat, when, and the words around the match.
import './HitRow.css';
import { useTranslation } from 'react-i18next';
import type { Picture } from '../../shared/picture.ts';
import type { SearchHit } from '../../shared/search.ts';
import { RowVia, type Via } from './AccountMark.tsx';
import { Avatar } from './Avatar.tsx';
import { moment, rowTime } from './dates.ts';

interface HitRowProps {
  readonly hit: SearchHit;
  /** The chat's name and address. */
  readonly title: string;
  readonly address: string;
  /** Of several accounts, the one the chat goes through. */
  readonly via: Via | undefined;
  readonly picture: Picture | undefined;
  readonly compact: boolean;
  readonly now: number;
  readonly tabIndex: 0 | -1;
  readonly onOpen: (hit: SearchHit) => void;
}

export function HitRow({ hit, title, address, picture, via, compact, now, tabIndex, onOpen }: HitRowProps) {
  const { t } = useTranslation();
  const { message, snippet, marks } = hit;
  const at = new Date(message.sentAt).toISOString();
  return (
    <button type="button" className="chat-row hit-row" tabIndex={tabIndex} onClick={() => onOpen(hit)}>
      <Avatar address={address} name={title} picture={picture} size={compact ? 32 : 40} />
      <span className="chat-row-text">
        <span className="hit-row-top">
          <span className="chat-row-name">
            <bdi className="cut">{title}</bdi>
            <RowVia via={via} />
          </span>
          <time className="chat-row-time" dateTime={at} title={moment(message.sentAt)}>
            {rowTime(message.sentAt, now)}
          </time>
        </span>
        <span className="chat-row-preview hit-row-text" dir="auto">
          {message.direction === 'out' && <span className="hit-row-own">{t('list.you')} </span>}
          <Marked text={snippet} marks={marks} />
        </span>
      </span>
    </button>
  );
}

function Marked({ text, marks }: { readonly text: string; readonly marks: SearchHit['marks'] }) {
  const ends = [0, ...marks.map(([, end]) => end)];
  return (
    <>
      {marks.map(([start, end], index) => (
        <span key={start}>
          {text.slice(ends[index], start)}
          <mark>{text.slice(start, end)}</mark>
        </span>
      ))}
      {text.slice(ends.at(-1))}
    </>
  );
}
