import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeStores, NOW, startArchive } from './support.ts';

let kit: ReturnType<typeof startArchive>;
beforeAll(() => {
  kit = startArchive();
});
afterAll(() => kit.end());

const item = (address: string, more = {}) => ({
  address,
  subscription: 'both' as const,
  asked: false,
  groups: [],
  approved: false,
  ...more,
});

describe('contacts', () => {
  it('a new roster replaces the old one with its version; open requests stay', () => {
    const { contacts } = kit;
    contacts.replaceRoster('a', [item('x@example.org', { name: 'X', groups: ['Work', 'Ünï'] }), item('y@example.org')], 'v1');
    contacts.setRequest('a', 'stranger@example.org', true);
    contacts.upsert('a', item('z@example.org', { subscription: 'none', asked: true }));
    contacts.setRequest('a', 'z@example.org', true);
    expect(contacts.version('a')).toBe('v1');
    expect(contacts.replaceRoster('a', [item('x@example.org')], 'v2')).toEqual(['y@example.org']);
    expect(contacts.version('a')).toBe('v2');
    expect(contacts.list('a').map((row) => [row.address, row.listed, row.request, row.name])).toEqual([
      ['stranger@example.org', false, true, ''],
      ['x@example.org', true, false, ''],
      ['z@example.org', false, true, ''],
    ]);
    contacts.upsert('a', item('x@example.org', { groups: ['Work', 'Ünï'] }), 'v3');
    expect(contacts.find('a', 'x@example.org')?.groups).toEqual(['Work', 'Ünï']);
    expect(contacts.version('a')).toBe('v3');
  });

  it('a request ends when it is answered, and then only a listed contact stays', () => {
    const { contacts } = kit;
    contacts.setRequest('a', 'p@example.org', true);
    contacts.setRequest('a', 'q@example.org', true);
    expect(contacts.upsert('a', item('q@example.org', { subscription: 'to' }))?.request).toBe(true);
    expect(contacts.upsert('a', item('q@example.org'))?.request).toBe(false);
    expect(contacts.setRequest('a', 'p@example.org', false)).toBeUndefined();
    expect(contacts.setRequest('a', 'q@example.org', false)).toMatchObject({ listed: true });
    contacts.setRequest('a', 'q@example.org', true);
    expect(contacts.remove('a', 'q@example.org')).toMatchObject({ listed: false, request: true, subscription: 'none' });
    expect(contacts.setRequest('a', 'q@example.org', false)).toBeUndefined();
  });

  it('what is allowed ahead holds until it is used; until the server that told of it says otherwise, where it tells of such things', () => {
    const { contacts } = kit;
    const push = (approved: boolean, subscription: 'none' | 'from' = 'none') =>
      contacts.upsert('a', item('ahead@example.org', { approved, subscription }))?.approved;
    expect(push(false)).toBe(false);
    contacts.setApproved('a', 'ahead@example.org', true);
    expect(push(false)).toBe(true);
    expect(push(false, 'from')).toBe(false);
    // Told, and taken back on another device (RFC 6121 3.4).
    contacts.setApproved('a', 'ahead@example.org', true);
    expect(push(true)).toBe(true);
    contacts.setApproved('a', 'ahead@example.org', true);
    expect(push(false)).toBe(false);
    contacts.remove('a', 'ahead@example.org');
  });

  it('keeps accounts apart', () => {
    kit.accounts.add('c', 'carol@example.org');
    kit.contacts.replaceRoster('c', [item('x@example.org', { name: 'of carol' })], 'c1');
    expect(kit.contacts.list('c')).toHaveLength(1);
    expect(kit.contacts.find('a', 'x@example.org')?.name).toBe('');
    expect(() => kit.accounts.add('d', 'carol@example.org')).toThrow(/UNIQUE/);
    kit.accounts.remove('c');
    expect(kit.contacts.list('c')).toEqual([]);
    expect(kit.accounts.list().map((account) => account.id)).toEqual(['a']);
  });
});

describe('conversations', () => {
  it('opening twice gives the same row; drafts and where it was left are kept until cleared', () => {
    const first = kit.conversations.open('a', 'k@example.org');
    expect(first).toMatchObject({ unread: 0, readUpTo: 0, draft: '', answered: false, activeAt: NOW, kind: 'direct' });
    expect(kit.conversations.open('a', 'k@example.org')).toEqual(first);
    expect(kit.conversations.saveDraft(first.id, 'not yet', null)?.draft).toBe('not yet');
    expect(kit.conversations.byAddress('a', 'k@example.org')?.draft).toBe('not yet');
    expect(kit.conversations.list().find((row) => row.id === first.id)?.draft).toBe('not yet');
    const mentions = [{ from: 0, to: 4, address: 'carol@example.org' }];
    expect(kit.conversations.saveDraft(first.id, '@Car', null, mentions)?.draftMentions).toEqual(mentions);
    expect(kit.conversations.byId(first.id)?.draftMentions).toEqual(mentions);
    expect(kit.conversations.saveDraft(first.id, '', null)?.draft).toBe('');
    expect(kit.conversations.byId(first.id)).not.toHaveProperty('draftMentions');
    kit.conversations.keepPlace(first.id, { position: 9, above: 30 });
    expect(kit.conversations.byId(first.id)).toMatchObject({ place: { position: 9, above: 30 } });
    kit.conversations.keepPlace(first.id, null);
    expect(kit.conversations.byId(first.id)).not.toHaveProperty('place');
    expect(kit.conversations.byId('12345')).toBeUndefined();
    expect(kit.conversations.saveDraft('12345', 'x', null)).toBeUndefined();
    expect(kit.conversations.markRead('12345', 1)).toBeUndefined();
  });
});

describe('outbox', () => {
  const send = (body: string) => kit.messages.send(kit.conversation, body, { stanzaId: `id-${body}`, originId: `id-${body}` });

  it('walks a message from waiting to the server, in the order of writing', () => {
    const [one, two, three] = [send('one'), send('two'), send('three')];
    expect(kit.outbox.pending('a').map((row) => [row.id, row.body, row.stanzaId, row.address])).toEqual([
      [one.id, 'one', 'id-one', 'bob@example.org'],
      [two.id, 'two', 'id-two', 'bob@example.org'],
      [three.id, 'three', 'id-three', 'bob@example.org'],
    ]);
    expect(kit.outbox.pending('a', 1)).toHaveLength(1);
    expect(kit.outbox.markSending(one.id)?.state).toBe('sending');
    expect(kit.outbox.markSending(one.id)).toBeUndefined();
    expect(kit.outbox.markSent([one.id, two.id]).map((message) => message.state)).toEqual(['sent', 'sent']);
    expect(kit.outbox.markSent([one.id])).toEqual([]);
    expect(kit.outbox.pending('a').map((row) => row.id)).toEqual([three.id]);
    kit.outbox.markSent([three.id]);
  });

  it('what was leaving stays uncertain, in other sessions too, until the server was asked', () => {
    const [one, two] = [send('u1'), send('u2')];
    kit.outbox.markSending(one.id);
    kit.outbox.markSending(two.id);
    const { outbox } = makeStores(kit.archive);
    expect(outbox.uncertain('a').map((row) => row.id)).toEqual([one.id, two.id]);
    expect(outbox.pending('a')).toEqual([]);
    expect(outbox.markPending([two.id]).map((message) => message.state)).toEqual(['pending']);
    outbox.markSent([one.id]);
    expect(outbox.pending('a').map((row) => row.id)).toEqual([two.id]);
    outbox.markSent([two.id]);
  });

  it('a bounce finds its message by id and address, and trying again keeps the ids', () => {
    const { id } = send('bounce');
    kit.outbox.markSending(id);
    kit.outbox.markSent([id]);
    expect(kit.outbox.findByStanzaId('a', 'bob@example.org', 'id-bounce')?.id).toBe(id);
    expect(kit.outbox.findByStanzaId('a', 'mallory@example.org', 'id-bounce')).toBeUndefined();
    expect(kit.outbox.markFailed(id, 'remote-server-not-found', 'no such host')).toMatchObject({
      state: 'failed',
      failure: { condition: 'remote-server-not-found', text: 'no such host' },
    });
    expect(kit.conversations.byId(kit.conversation)?.last?.state).toBe('failed');
    expect(kit.outbox.retry(id)).not.toHaveProperty('failure');
    expect(kit.outbox.pending('a').map((row) => [row.id, row.stanzaId, row.originId])).toEqual([[id, 'id-bounce', 'id-bounce']]);
    expect(kit.outbox.retry(id)).toBeUndefined();
    kit.outbox.markSent([id]);
  });

  it('an error can not fail what somebody else wrote', () => {
    const theirs = kit.messages.receive({
      account: 'a',
      conversation: kit.conversation,
      direction: 'in',
      sender: 'bob@example.org',
      stanzaId: 'theirs',
      sentAt: NOW,
      live: true,
      body: 'hi',
    });
    expect(kit.outbox.findByStanzaId('a', 'bob@example.org', 'theirs')).toBeUndefined();
    expect(kit.outbox.markFailed(theirs.message.id, 'gone')).toBeUndefined();
  });
});

describe('quarantine', () => {
  it('keeps the newest, cut to size', () => {
    for (let n = 0; n < 205; n++) kit.quarantine.put('a', `<message n="${n}"/>${n === 204 ? 'x'.repeat(100_000) : ''}`, 'handler failed');
    const kept = kit.quarantine.list('a');
    expect(kept).toHaveLength(200);
    expect(kept[0]).toEqual({ xml: '<message n="5"/>', reason: 'handler failed', at: NOW });
    expect(kept.at(-1)?.xml).toHaveLength(64_000);
  });
});

describe('query plans', () => {
  it('no statement walks the messages or sorts them: reads cost what they return', () => {
    const seen: string[] = [];
    makeStores({
      ...kit.archive,
      prepare(sql) {
        seen.push(sql);
        return kit.archive.prepare(sql);
      },
    });
    expect(seen.length).toBeGreaterThan(40);
    const plans = seen.flatMap((sql) => {
      const named = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1]);
      const values = named.length > 0 ? [Object.fromEntries(named)] : [...sql.matchAll(/\?/g)].map(() => 1);
      const plan = kit.archive.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      return plan.map(({ detail }) => ({ sql, detail }));
    });
    const tableWalks = plans.filter(({ detail }) => /^SCAN (messages|m|o|coverage|quarantine|contacts)\b/.test(detail));
    // The chat list is read whole; the account list too.
    const sorts = plans.filter(({ sql, detail }) => /TEMP B-TREE/.test(detail) && !/FROM (accounts|coverage)/.test(sql));
    expect(tableWalks).toEqual([]);
    expect(sorts).toEqual([]);
  });
});
