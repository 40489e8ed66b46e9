// A message's text: styled (XEP-0393), with links and mentions of people. All of it is text in inert elements; what is copied is what was written.
import './StyledText.css';
import { memo, type ReactNode } from 'react';
import { assertNever } from '../../shared/errors.ts';
import type { Mention } from '../../shared/mention.ts';
import { type Block, type Line, type Span, styledBlocks } from './styling.ts';
import { type TextPart, textParts } from './text-parts.ts';

/** The last short word holds on to the room for time and state, so that these never stand on a line of their own. */
const LAST_WORD = /(?<=^|\s)\S{1,24}$/u;
/** More is shown as it is: every mark would become an element. */
const STYLED_MOST = 20_000;

interface StyledTextProps {
  readonly body: string;
  /** Shown as it is, without styles. */
  readonly plain: boolean;
  readonly own: boolean;
  /** Whether time and state follow right after the text. */
  readonly room: boolean;
  /** By their places in the text that `body` is the end of, from `start` on. */
  readonly mentions?: readonly Mention[] | undefined;
  readonly start?: number;
  /** Bare JID of the account. */
  readonly self?: string;
  readonly onLink: (url: string) => void;
}

/** How the parts of a line are made and drawn. */
interface Hand {
  readonly parts: (line: Pick<Line, 'text' | 'at'>) => readonly TextPart[];
  readonly self: string | undefined;
  readonly onLink: (url: string) => void;
}

export const StyledText = memo(function StyledText({ body, plain, own, room, mentions, start = 0, self, onLink }: StyledTextProps) {
  const text = body.trimEnd();
  const hand: Hand = { parts: (line) => textParts(line.text, mentions, start + line.at), self, onLink };
  const end = room && <span key="room" className="bubble-room" data-own={own} aria-hidden="true" />;
  if (plain || text.length > STYLED_MOST) return withRoom(linked(text, 0, text.length, hand.parts({ text, at: 0 }), hand), end);
  const blocks = styledBlocks(text);
  const nodes = blocks.flatMap((block, index) => drawn(block, index, hand, index === blocks.length - 1));
  return blocks.at(-1)?.kind === 'plain' ? withRoom(nodes, end) : [...nodes, end];
});

/** Each block but the last ends its last line; inside the element of its own, where a line's end draws no empty line. */
function drawn(block: Block, key: number, hand: Hand, last: boolean): ReactNode[] {
  const end = last ? '' : '\n';
  switch (block.kind) {
    case 'plain': {
      const { line, spans } = block;
      const parts = hand.parts(line);
      const mark = line.mark === '' ? [] : [<Mark key={`${key}>`} line={line} />];
      return [...mark, ...spans.flatMap((span, index) => inline(span, `${key}-${index}`, line.text, parts, hand)), end];
    }
    case 'quote':
      return [
        <blockquote key={key} className="styled-quote">
          {block.blocks.flatMap((each, index) => drawn(each, index, hand, index === block.blocks.length - 1))}
          {end}
        </blockquote>,
      ];
    case 'code':
      return [
        <code key={key} className="styled-code">
          {block.lines.flatMap((line, index) => {
            const fence = index === 0 || (block.closed && index === block.lines.length - 1);
            const text = fence ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one body never change places
              <span key={index} className="styled-mark">
                {line.text}
              </span>
            ) : (
              line.text
            );
            return [
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one body never change places
              ...(line.mark === '' ? [] : [<Mark key={`${index}>`} line={line} />]),
              text,
              index === block.lines.length - 1 ? end : '\n',
            ];
          })}
        </code>,
      ];
    default:
      return assertNever(block);
  }
}

function Mark({ line }: { readonly line: Line }) {
  return <span className="styled-mark">{line.mark}</span>;
}

function inline(span: Span, key: string, text: string, parts: readonly TextPart[], hand: Hand): ReactNode[] {
  if (span.kind === 'text') return linked(text, span.from, span.to, parts, hand, key);
  const mark = <span className="styled-mark">{text[span.from]}</span>;
  const inside = (
    <>
      {mark}
      {span.children.flatMap((child, index) => inline(child, `${key}-${index}`, text, parts, hand))}
      {mark}
    </>
  );
  switch (span.kind) {
    case 'strong':
      return [<strong key={key}>{inside}</strong>];
    case 'emphasis':
      return [<em key={key}>{inside}</em>];
    case 'strike':
      return [<s key={key}>{inside}</s>];
    case 'code':
      return [
        <code key={key} className="styled-span">
          {inside}
        </code>,
      ];
    default:
      return assertNever(span);
  }
}

/** The text from one place to another; links and mentions that a styling directive cuts stay whole in what they open. */
function linked(text: string, from: number, to: number, parts: readonly TextPart[], { self, onLink }: Hand, key = ''): ReactNode[] {
  const nodes: ReactNode[] = [];
  let at = 0;
  for (const part of parts) {
    const start = Math.max(from, at);
    const end = Math.min(to, at + part.text.length);
    at += part.text.length;
    if (start >= end) continue;
    const words = text.slice(start, end);
    if (part.kind === 'text') {
      nodes.push(words);
      continue;
    }
    const { url, title } = part;
    const mention = part.kind === 'link' ? undefined : title === self ? 'self' : 'other';
    nodes.push(<Link key={`${key}:${start}`} url={url} title={title} mention={mention} text={words} onLink={onLink} />);
  }
  return nodes;
}

interface LinkProps {
  readonly url: string;
  readonly title: string | undefined;
  readonly mention: 'self' | 'other' | undefined;
  readonly text: string;
  readonly onLink: (url: string) => void;
}

function Link({ url, title, mention, text, onLink }: LinkProps) {
  return (
    <a
      href={url}
      title={title ?? url}
      data-mention={mention}
      onClick={(event) => {
        event.preventDefault();
        onLink(url);
      }}
      onAuxClick={(event) => event.preventDefault()}
    >
      <bdi>{text}</bdi>
    </a>
  );
}

function withRoom(nodes: readonly ReactNode[], room: ReactNode): ReactNode[] {
  const text = nodes.filter((node) => node !== '');
  const last = text.at(-1);
  const tail = room !== false && typeof last === 'string' ? (LAST_WORD.exec(last)?.[0] ?? '') : '';
  if (typeof last !== 'string' || tail === '') return [...text, room];
  return [
    ...text.slice(0, -1),
    last.slice(0, last.length - tail.length),
    <span key="tail" className="bubble-tail">
      {tail}
      {room}
    </span>,
  ];
}
