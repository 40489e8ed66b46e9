// The export for reading: one file that needs nothing else, runs nothing and fetches nothing. Whatever somebody wrote is text in it.
import type { WholeMessage } from '../../archive/whole.ts';
import { clock, dateAndClock, day, type ExportedChat, type Format, type Header, nameOf, shortcoming, words } from './format.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function text(raw: string): string {
  return raw.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? '').replace(/[^\P{Cc}\n\t]/gu, '');
}

const name = (raw: string): string => `<bdi>${text(raw)}</bdi>`;
const time = (at: number, shown: string): string =>
  `<time datetime="${new Date(at).toISOString()}" title="${dateAndClock(at)}">${shown}</time>`;

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1d1c1a, #ecebe8); --soft: light-dark(#56534e, #b5b3ae); --line: light-dark(#e2dfd9, #2c2c30);
  --own: light-dark(#dce9e8, #1d3638); --other: light-dark(#efede8, #27272b); }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem; background: light-dark(#fbfaf8, #161618); color: var(--ink);
  font: 1rem/1.45 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin-block: 3rem 0; padding-block-start: 1rem; border-block-start: 1px solid var(--line); font-size: 1.25rem; overflow-wrap: anywhere; }
h3 { margin-block: 1.5rem 0.5rem; font-size: 0.875rem; font-weight: 600; text-align: center; color: var(--soft); }
p, blockquote { margin: 0; }
.about, small { font-size: 0.8125rem; color: var(--soft); overflow-wrap: anywhere; }
article { width: fit-content; max-width: 85%; margin-block: 0.375rem; padding: 0.5rem 0.875rem; border-radius: 1rem; background: var(--other);
  content-visibility: auto; contain-intrinsic-size: auto 3rem; }
article.own { margin-inline-start: auto; background: var(--own); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.gone { font-style: italic; }
blockquote { padding-inline-start: 0.625rem; border-inline-start: 3px solid var(--soft); color: var(--soft); font-size: 0.875rem; }
`;

export function makeHtml(): Format {
  let today = '';
  return {
    begin: head,
    chat(chat) {
      today = '';
      const about = `${text(words.place(chat.address, chat.account))} · ${words.count(chat.messages)}`;
      return `<section id="chat-${text(chat.id)}">\n<h2>${name(chat.title)}</h2>\n<p class="about">${about}</p>\n`;
    },
    message(message, chat) {
      const date = day(message.sentAt);
      const newDay = date === today ? '' : `<h3>${date}</h3>\n`;
      today = date;
      return `${newDay}${article(message, chat)}`;
    },
    chatEnd: () => '</section>\n',
    end: () => '</main>\n</body>\n</html>\n',
  };
}

function head({ version, at, chats }: Header): string {
  const title = text(words.title(chats));
  const rows = chats.map(
    (chat) => `<li><a href="#chat-${text(chat.id)}">${name(chat.title)}</a> <small>${words.count(chat.messages)}</small></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="about">${text(words.written(dateAndClock(at), version))}</p>
${chats.length > 1 ? `<nav><ul>\n${rows.join('\n')}\n</ul></nav>\n` : ''}</header>
<main>
`;
}

function article(message: WholeMessage, chat: ExportedChat): string {
  const { direction, sender, sentAt, retractedAt, editedAt, revisions, reactions, replyTo, body } = message;
  const short = shortcoming(message);
  const parts = [
    `<p><strong>${name(nameOf(sender, chat))}</strong> <small>${time(sentAt, clock(sentAt))}</small></p>`,
    replyTo === undefined
      ? ''
      : `<blockquote><p>${text(words.answers(replyTo.sender && nameOf(replyTo.sender, chat)))}</p><p class="text" dir="auto">${text(replyTo.retracted ? words.answerGone : replyTo.text)}</p></blockquote>`,
    retractedAt === undefined
      ? `<p class="text" dir="auto">${text(body)}</p>`
      : `<p class="gone">${words.retracted} <small>${time(retractedAt, dateAndClock(retractedAt))}</small></p>`,
    editedAt === undefined
      ? ''
      : `<details><summary><small>${words.edited(dateAndClock(editedAt))}</small></summary>${revisions
          .toReversed()
          .map((each) => `<p><small>${words.before(dateAndClock(each.at))}</small></p><p class="text" dir="auto">${text(each.body)}</p>`)
          .join('')}</details>`,
    reactions === undefined
      ? ''
      : `<p><small>${reactions.map(({ emoji, senders }) => `${text(emoji)} ${senders.map((who) => name(nameOf(who, chat))).join(', ')}`).join(' · ')}</small></p>`,
    short === undefined ? '' : `<p><small>${text(short)}</small></p>`,
  ];
  return `<article${direction === 'out' ? ' class="own"' : ''}>${parts.join('')}</article>\n`;
}
