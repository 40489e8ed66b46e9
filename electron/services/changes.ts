// What a message says about other messages, as facts for the archive. Pure.
import type { ChangeFact } from '../archive/facts.ts';
import type { IncomingMessage } from '../xmpp/message.ts';

export type Said = Pick<ChangeFact, 'change' | 'target' | 'content'> & Partial<Pick<ChangeFact, 'sentAt'>>;

/** A message that came back says nothing: it is what was sent. */
export function saidBy(message: IncomingMessage): readonly Said[] {
  if (message.type === 'error') return [];
  const said: Said[] = [];
  // What this account's other devices confirmed is between them and the author.
  if (message.receiptOf !== undefined && message.direction === 'in')
    said.push({ change: 'receipt', target: message.receiptOf, content: '' });
  if (message.displayed !== undefined) said.push({ change: 'marker', target: message.displayed, content: '' });
  if (message.retracts !== undefined) said.push({ change: 'retraction', target: message.retracts, content: '' });
  else if (message.tombstone !== undefined && message.id !== undefined)
    said.push({
      change: 'retraction',
      target: message.id,
      content: '',
      ...(message.tombstone.at === undefined ? {} : { sentAt: message.tombstone.at }),
    });
  else if (message.corrects !== undefined && message.body !== undefined)
    said.push({ change: 'correction', target: message.corrects, content: message.body });
  if (message.reactions !== undefined)
    said.push({ change: 'reactions', target: message.reactions.of, content: JSON.stringify(message.reactions.emoji) });
  return said;
}
