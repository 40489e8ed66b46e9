// Own messages: one that is passed on, and what comes back out of an archive that keeps such things: it is about the message it names, once, and
// about nothing a device of ours refused.
import { afterAll, expect, it } from 'vitest';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import type { IncomingMessage } from '../../electron/xmpp/message.ts';
import { ALICE, BOB, startArchive } from '../archive/support.ts';
import { makeHandClock } from '../support/hand-clock.ts';
import { arrived } from './arrived.ts';
import { messagesOf, peopleAndChats } from './people-and-chats.ts';

const clock = makeHandClock();
const kit = startArchive({ now: () => clock.now() });
afterAll(() => kit.end());
const warn = (what: string): never => {
  throw new Error(what);
};
const { announcer, conversations } = peopleAndChats({ kit, clock, here: new Set(['a']), warn });
const messages = messagesOf({ kit, clock, announcer, conversations });

const archived = (archiveId: string, more: Partial<IncomingMessage>) =>
  arrived({ peer: BOB, sender: BOB, road: 'archive', archiveId, stampedAt: clock.now(), ...more });
const sent = (id: string, archiveId: string) =>
  archived(archiveId, { direction: 'out', sender: ALICE, id, originId: id, body: `text of ${id}` });
const back = (id: string, archiveId: string, more: Partial<IncomingMessage> = {}) =>
  archived(archiveId, { type: 'error', id, error: new StanzaError('service-unavailable', 'cancel', 'not here'), ...more });
const read = (...page: readonly IncomingMessage[]) => messages.receivePage('a', page, { countUnread: true });
const stateOf = (body: string) => kit.messages.page(kit.conversation, null, 50).messages.find((each) => each.body === body)?.state;

it('marks the message in the same page, also one that another device sent', () => {
  read(sent('m1', 'A1'), back('m1', 'A2'));
  expect(stateOf('text of m1')).toBe('failed');
});

it('says nothing of the attempt that followed', () => {
  const { id } = kit.messages.send(kit.conversation, 'text of m2', { stanzaId: 'm2', originId: 'm2' });
  kit.outbox.markSending(id);
  kit.outbox.markSent([id]);
  const live = { road: 'live', archiveId: undefined, stampedAt: undefined } as const;
  announcer.batch(() => messages.receive('a', back('m2', '', live)));
  expect(stateOf('text of m2')).toBe('failed');
  messages.retry(id);
  expect(messages.retry(id).state).toBe('pending');
  kit.outbox.markSending(id);
  kit.outbox.markSent([id]);
  read(sent('m2', 'A3'), back('m2', 'A4'), sent('m2', 'A5'));
  expect(stateOf('text of m2')).toBe('sent');
  announcer.batch(() => messages.receive('a', back('m2', '', live)));
  expect(stateOf('text of m2')).toBe('failed');
});

it('by a device of ours names what the other side wrote, not what we did', () => {
  read(sent('m3', 'A6'), back('m3', 'A7', { direction: 'out', sender: ALICE }));
  expect(stateOf('text of m3')).toBe('sent');
});

it('is not what a warning says', () => {
  read(sent('m5', 'A8'), back('m5', 'A9', { error: new StanzaError('policy-violation', 'continue', 'mind your words') }));
  expect(stateOf('text of m5')).toBe('sent');
});

it('passed on leaves what is being written there as it is', () => {
  const carol = conversations.open('a', 'carol@example.org').id;
  conversations.saveDraft(carol, 'half a thought', null);
  const { id } = kit.messages.send(kit.conversation, 'worth knowing', { stanzaId: 'm4', originId: 'm4' });
  expect(messages.forward(id, carol)).toMatchObject({ conversation: carol, body: 'worth knowing', state: 'pending' });
  expect(conversations.byId(carol)).toMatchObject({ draft: 'half a thought', last: { preview: 'worth knowing' } });
});
