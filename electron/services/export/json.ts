// The export for programs; docs/export.md describes its shape. One message per line.
import type { Format } from './format.ts';

const iso = (time: number): string => new Date(time).toISOString();

export const json: Format = {
  begin: ({ version, at }) =>
    `{"format":"kith-export","version":1,"writtenBy":${JSON.stringify(`Kith ${version}`)},"at":"${iso(at)}","chats":[`,
  chat: ({ title, address, account }, first) =>
    `${first ? '' : ','}\n${JSON.stringify({ account, address, name: title }).slice(0, -1)},"messages":[`,
  message(message, _chat, first) {
    const { id, sender, direction, sentAt, body, state, deliveredAt, readAt, editedAt, revisions, retractedAt, unstyled } = message;
    const row = {
      id,
      from: sender,
      direction,
      sentAt: iso(sentAt),
      text: body,
      ...(direction === 'out' && { state }),
      ...(deliveredAt !== undefined && { deliveredAt: iso(deliveredAt) }),
      ...(readAt !== undefined && { readAt: iso(readAt) }),
      ...(editedAt !== undefined && { editedAt: iso(editedAt), before: revisions.map((each) => ({ text: each.body, at: iso(each.at) })) }),
      ...(retractedAt !== undefined && { deletedAt: iso(retractedAt) }),
      ...(unstyled && { unstyled }),
      ...(message.replyTo !== undefined && {
        answers: { id: message.replyTo.message, from: message.replyTo.sender, text: message.replyTo.text },
      }),
      ...(message.mentions !== undefined && {
        mentions: message.mentions.map(({ from, to, address }) => ({ address, text: body.slice(from, to) })),
      }),
      ...(message.reactions !== undefined && { reactions: message.reactions.map(({ emoji, senders }) => ({ emoji, from: senders })) }),
      ...(message.failure !== undefined && { failure: message.failure }),
    };
    return `${first ? '' : ','}\n${JSON.stringify(row)}`;
  },
  chatEnd: () => '\n]}',
  end: () => '\n]}\n',
};
