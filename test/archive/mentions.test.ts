// Who is mentioned in a message, whatever becomes of it; and how many unread ones mention the person.
import { afterAll, describe, expect, it } from 'vitest';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import type { Mention } from '../../shared/mention.ts';
import { copy, ME, SAID, startLives } from './said.ts';
import { BOB, NOW, type Where } from './support.ts';

const { kit, setting, arrive, page, rows, standing } = startLives();
afterAll(() => kit.end());

const own = makeOwnChanges(kit.archive);
const CAROL: Mention = { from: 0, to: 6, address: 'carol@example.org' };
const live = (item: Parameters<typeof copy>[0], where: Where) => arrive(copy(item, where, 'live'));

describe('a message that mentions the person', () => {
  it('is counted while it is unread, and the first of them can be found', () => {
    const where = setting();
    for (const item of [SAID.theirs, SAID.ours]) live(item, where);
    arrive({ ...copy(SAID.theirs, where, 'live'), stanzaId: 'm3', originId: 'm3' });
    const [first, , second] = standing(where);
    expect(rows(where)).toMatchObject({ unread: 2, mentions: 2, countedMentions: 2 });
    expect(kit.messages.nextMention(where.conversation)).toEqual({ message: first?.id, position: first?.position });
    kit.conversations.markRead(where.conversation, first?.position ?? 0);
    expect(rows(where)).toMatchObject({ unread: 1, mentions: 1 });
    expect(kit.messages.nextMention(where.conversation)).toEqual({ message: second?.id, position: second?.position });
    kit.conversations.markRead(where.conversation, second?.position ?? 0);
    expect(rows(where)).toMatchObject({ unread: 0, mentions: 0 });
    expect(kit.messages.nextMention(where.conversation)).toBeUndefined();
    expect(standing(where)[0]?.mentions).toEqual([{ from: 0, to: 5, address: `${where.account}@example.org` }]);
  });

  it('is not when it mentions somebody else, when the person wrote it, or when it is history', () => {
    const where = setting();
    arrive({ ...copy(SAID.theirs, where, 'live'), mentions: [CAROL] });
    arrive({ ...copy(SAID.ours, where, 'live'), mentions: [{ from: 0, to: 2, address: `${where.account}@example.org` }] });
    const old = { ...copy(SAID.theirs, where, 'archive'), stanzaId: 'old', originId: 'old', archiveId: 'old' };
    kit.messages.receivePage([old], { account: where.account }, { countUnread: false });
    expect(rows(where)).toMatchObject({ unread: 1, mentions: 0, countedMentions: 0 });
  });

  it('counts where it says so nowhere in its text', () => {
    const where = setting();
    arrive({ ...copy(SAID.theirs, where, 'live'), mentions: [CAROL, { from: 0, to: 0, address: `${where.account}@example.org` }] });
    expect(rows(where)).toMatchObject({ mentions: 1, messages: [{ mentions: [CAROL, { from: 0, to: 0, address: ME }] }] });
  });

  it('no longer does once it is corrected, taken back or deleted here', () => {
    const where = setting();
    for (const item of [SAID.theirs, SAID.firstEdit]) live(item, where);
    expect(rows(where)).toMatchObject({ unread: 1, mentions: 0, countedMentions: 0 });
    expect(rows(where).messages[0]).not.toHaveProperty('mentions');
    live(SAID.secondEdit, where);
    expect(rows(where)).toMatchObject({ unread: 1, mentions: 1, messages: [{ mentions: [{ from: 0, to: 6, address: ME }] }] });
    live(SAID.retraction, where);
    expect(rows(where)).toMatchObject({ unread: 0, mentions: 0, countedMentions: 0 });
    expect(rows(where).messages[0]).not.toHaveProperty('mentions');

    const other = setting();
    live(SAID.theirs, other);
    own.deleteHere(standing(other)[0]?.id ?? '');
    expect(rows(other)).toMatchObject({ unread: 0, mentions: 0, countedMentions: 0 });
    const kept = kit.archive.prepare<[], { kept: number }>(
      `SELECT count(*) AS kept FROM messages m JOIN mentions n ON n.message = m.id WHERE m.retracted_at IS NOT NULL OR m.kind = 'deleted'`,
    );
    expect(kept.get()).toEqual({ kept: 0 });
    expect(
      kit.archive.prepare<[], { kept: number }>(`SELECT count(*) AS kept FROM changes WHERE content = '' AND mentions IS NOT NULL`).get(),
    ).toEqual({
      kept: 0,
    });
  });
});

describe('an own message', () => {
  const write = (where: Where) =>
    kit.messages.send(where.conversation, '@Carol hello', { stanzaId: 'o1', originId: 'o1', mentions: [CAROL] });

  it('leaves with its mentions, and its correction with its own', () => {
    const where = setting();
    const { id } = write(where);
    expect(kit.outbox.pending(where.account)).toMatchObject([{ body: '@Carol hello', mentions: [CAROL] }]);
    kit.outbox.markSending(id);
    kit.outbox.markSent([id]);
    const later = { ...CAROL, from: 6, to: 12 };
    own.say(id, 'correction', 'hello @Carol', 'e1', [later]);
    expect(own.unsent(where.account)).toMatchObject([{ content: 'hello @Carol', mentions: [later] }]);
    expect(kit.messages.byId(id)).toMatchObject({ body: 'hello @Carol', mentions: [later] });
  });

  it('mentions again whom it first did, when the correction comes back', () => {
    const where = setting();
    const { id } = write(where);
    kit.outbox.markSending(id);
    kit.outbox.markSent([id]);
    own.say(id, 'correction', 'hello', 'e1');
    own.say(id, 'correction', 'hello you', 'e2');
    own.left(own.unsent(where.account).map((change) => change.id));
    expect(kit.messages.byId(id)).not.toHaveProperty('mentions');
    own.refused(where.account, BOB, 'e2');
    own.refused(where.account, BOB, 'e1');
    expect(kit.messages.byId(id)).toMatchObject({ body: '@Carol hello', mentions: [CAROL] });
  });

  it('that never left mentions whom its new text does', () => {
    const where = setting();
    const { id } = write(where);
    expect(own.rewrite(id, 'hello', [])).toBe(true);
    expect(kit.outbox.pending(where.account)).toMatchObject([{ body: 'hello', mentions: [] }]);
    expect(kit.messages.byId(id)).not.toHaveProperty('mentions');
  });
});

it('a correction that comes before its message brings its mentions, too', () => {
  const where = setting();
  live(SAID.secondEdit, where);
  expect(rows(where)).toMatchObject({ unread: 1, mentions: 1, messages: [{ body: 'second text', mentions: [{ address: ME }] }] });
  page([SAID.theirs], where, { before: 'archive-3' });
  expect(rows(where)).toMatchObject({ messages: [{ body: 'second text', mentions: [{ from: 0, to: 6, address: ME }] }] });
  expect(standing(where)[0]?.sentAt).toBe(NOW);
});
