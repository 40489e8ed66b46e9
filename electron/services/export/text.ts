// The export as plain text. Whatever somebody wrote is indented, so that it cannot pass for a line of another message.
import { clock, dateAndClock, day, type ExportedChat, type Format, nameOf, shortcoming, words } from './format.ts';

const LINES = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
const rule = '='.repeat(72);

/** What would steer a terminal or turn the text around does not reach the file. */
const oneLine = (text: string): string => plain(text.split(LINES).join(' '));
const plain = (text: string): string => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (found) => (found === '\t' ? found : ''));
const block = (text: string, before: string): string =>
  text
    .split(LINES)
    .map((line) => `${before}${plain(line)}\n`)
    .join('');

export function makeText(): Format {
  let today = '';
  return {
    begin: ({ version, at, chats }) => `${oneLine(words.title(chats))}\n${words.written(dateAndClock(at), version)}\n`,
    chat(chat) {
      today = '';
      const { title, address, account, messages } = chat;
      return `\n${rule}\n${oneLine(title)}\n${oneLine(words.place(address, account))}\n${words.count(messages)}\n${rule}\n`;
    },
    message(message, chat) {
      const { sentAt, sender, replyTo, retractedAt, body, editedAt, revisions, reactions } = message;
      const date = day(sentAt);
      const newDay = date === today ? '' : `\n--- ${date} ---\n`;
      today = date;
      const lines = [
        `${newDay}\n[${clock(sentAt)}] ${oneLine(nameOf(sender, chat))}\n`,
        replyTo === undefined ? '' : quote(replyTo, chat),
        retractedAt === undefined ? block(body, '    ') : `    (${words.retracted}, ${dateAndClock(retractedAt)})\n`,
        editedAt === undefined ? '' : `    (${words.edited(dateAndClock(editedAt))})\n`,
        ...revisions.toReversed().map((each) => `    (${words.before(dateAndClock(each.at))}:)\n${block(each.body, '    | ')}`),
        ...(reactions ?? []).map(
          ({ emoji, senders }) => `    ${oneLine(emoji)} ${senders.map((who) => oneLine(nameOf(who, chat))).join(', ')}\n`,
        ),
      ];
      const short = shortcoming(message);
      return lines.join('') + (short === undefined ? '' : `    (${oneLine(short)})\n`);
    },
    chatEnd: () => '',
    end: () => '',
  };
}

function quote({ sender, text, retracted }: { sender?: string; text: string; retracted?: true }, chat: ExportedChat): string {
  const who = sender === undefined ? undefined : oneLine(nameOf(sender, chat));
  return `    ${words.answers(who)}:\n${block(retracted ? `(${words.answerGone})` : text, '    > ')}`;
}
