import { describe, expect, it } from 'vitest';
import { asking, FLOOD, requestEntries } from '../../renderer/store/requests.ts';
import { contact, conversation, setUp } from './support.ts';

const byId = <T extends { readonly id: string }>(rows: readonly T[]) => Object.fromEntries(rows.map((row) => [row.id, row]));

describe('who asks', () => {
  it('is known apart from everybody else, and stays the same while others come and go', async () => {
    const { state, tell } = setUp();
    await state().start();
    const pia = contact('pia', 'offline', { listed: false, request: true });
    tell('contact.changed', [pia, contact('zoe', 'available')]);
    const { askers } = state();
    expect(Object.keys(askers)).toEqual([pia.id]);
    tell('contact.changed', [contact('zoe', 'away'), contact('eve', 'available')]);
    tell('contact.removed', [{ id: contact('eve', 'available').id }]);
    expect(state().askers).toBe(askers);
    tell('contact.changed', [{ ...pia, name: 'Pia' }]);
    expect(state().askers[pia.id]?.name).toBe('Pia');
    tell('contact.changed', [{ ...pia, request: false }]);
    expect(state().askers).toEqual({});
    tell('contact.changed', [pia]);
    tell('contact.removed', [{ id: pia.id }]);
    expect(state().askers).toEqual({});
  });
});

describe('requests', () => {
  it('are one per person, who wrote last first; nobody who is blocked, no chat, no contact', () => {
    const found = asking({
      askers: byId([
        contact('pia', 'offline', { listed: false, request: true }),
        contact('eve', 'offline', { listed: false, request: true }),
        contact('tom', 'offline', { listed: false, request: true }),
        contact('bob', 'available'),
      ]),
      conversations: byId([
        conversation('bob', 9),
        conversation('pia', 2, { request: true }),
        conversation('zoe', 5, { request: true }),
        conversation('spam', 7, { request: true, address: 'x@spam.example' }),
      ]),
      blocking: { a: { id: 'a', offered: 'blocks', addresses: ['eve@example.org', 'spam.example'] } },
    });
    expect(found.map(({ address, seeing, conversation: chat }) => [address, seeing, chat?.id])).toEqual([
      ['zoe@example.org', false, 'zoe'],
      ['pia@example.org', true, 'pia'],
      ['tom@example.org', true, undefined],
    ]);
  });

  it('are those of one account while that is listed alone, each with what they call themselves', () => {
    const { askers, ...rest } = {
      askers: byId([
        contact('pia', 'offline', { listed: false, request: true, claims: 'Pia P.' }),
        contact('pia', 'offline', { id: 'z pia@example.org', account: 'z', listed: false, request: true }),
      ]),
      conversations: byId([conversation('zoe', 5, { request: true, account: 'z', claims: 'Zoe' })]),
      blocking: {},
    };
    const of = (only: string | null) => asking({ askers, ...rest }, only).map(({ key, claims }) => [key, claims]);
    expect(of('a')).toEqual([['a pia@example.org', 'Pia P.']]);
    expect(of('z')).toEqual([
      ['z zoe@example.org', 'Zoe'],
      ['z pia@example.org', undefined],
    ]);
    expect(of(null)).toHaveLength(3);
  });

  it('of many at one server stand behind one head, until that is opened', () => {
    const some = (count: number, domain: string) =>
      Array.from({ length: count }, (_, index) => ({
        key: `a ${index}@${domain}`,
        account: 'a',
        address: `${index}@${domain}`,
        seeing: true,
      }));
    const all = [...some(FLOOD - 1, 'few.example'), ...some(FLOOD, 'many.example')];
    const folded = requestEntries(all, new Set());
    expect(folded.filter(({ kind }) => kind === 'one')).toHaveLength(FLOOD - 1);
    expect(folded.at(-1)).toMatchObject({ kind: 'flood', domain: 'many.example', count: FLOOD, open: false });
    const opened = requestEntries(all, new Set(['a many.example']));
    expect(opened.map(({ kind }) => kind).slice(FLOOD - 1)).toEqual(['flood', ...Array.from({ length: FLOOD }, () => 'one')]);
  });
});
