// A message body as inert parts: plain text, links and mentions of people. Nothing here ever becomes markup.
import { LinkifyIt } from 'linkify-it';
import { graphemes } from '../../shared/graphemes.ts';
import { type Mention, xmppUri } from '../../shared/mention.ts';

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` as written; `url` what is opened; `title` shows the address as the network sees it, when that differs. */
  | { readonly kind: 'link'; readonly text: string; readonly url: string; readonly title: string | undefined }
  | { readonly kind: 'mention'; readonly text: string; readonly url: string; readonly title: string };

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'xmpp:']);
const XMPP_TAIL = /^(?:\/\/[^\s/]+\/)?[^\s"'&/:<>@]+@[^\s<>"]*[^\s<>"',.;:!?)\]}]/u;
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)$/v;
/** Characters that reorder text around them; invisible, so a link that holds one is shown by its real address. */
const REORDERING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const links = makeLinks();

function makeLinks(): LinkifyIt {
  const found = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, maxLength: 4000 });
  found.add('xmpp:', { validate: (text, position) => XMPP_TAIL.exec(text.slice(position, position + 3000))?.[0].length ?? 0 });
  return found;
}

/** `mentions`: apart and in order, by their places in a text of which this one begins at `at`. One that meets a link is none. */
export function textParts(text: string, mentions: readonly Mention[] = [], at = 0): readonly TextPart[] {
  const parts = withLinks(text);
  const here = mentions.filter(({ from, to }) => from >= at && to <= at + text.length);
  if (here.length === 0) return parts;
  let start = at;
  return parts.flatMap((part) => {
    const from = start;
    start += part.text.length;
    return part.kind === 'text' ? withMentions(part.text, here, from) : [part];
  });
}

function withMentions(text: string, mentions: readonly Mention[], at: number): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { from, to, address } of mentions) {
    const words = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (from < at || to > at + text.length || words.trim() === '') continue;
    if (from - at > end) parts.push({ kind: 'text', text: text.slice(end, from - at) });
    // What is written there is only what somebody was called.
    parts.push({ kind: 'mention', text: words, url: xmppUri(address), title: address });
    end = to - at;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

function withLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of links.match(text) ?? []) {
    const url = URL.parse(match.url);
    if (url === null || !SCHEMES.has(url.protocol)) continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: 'link', text: match.raw, url: url.href, title: differs(match.raw, url) ? url.href : undefined });
    end = match.lastIndex;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** One to three emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 120) return false;
  const letters = Array.from(graphemes().segment(trimmed), (part) => part.segment).filter((letter) => letter.trim() !== '');
  return letters.length <= 3 && letters.every((letter) => EMOJI.test(letter));
}

function differs(raw: string, url: URL): boolean {
  return url.host.includes('xn--') || REORDERING.test(raw);
}
