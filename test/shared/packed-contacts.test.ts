import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contact, contactId } from '../../shared/contact.ts';
import { packContacts, unpackContacts } from '../../shared/packed-contacts.ts';

const word = fc.string({ maxLength: 12 });
const contact: fc.Arbitrary<Contact> = fc
  .record(
    {
      account: fc.constantFrom('a', 'b', '__proto__'),
      address: word,
      name: word,
      listed: fc.boolean(),
      subscription: fc.constantFrom('none', 'to', 'from', 'both'),
      asked: fc.boolean(),
      request: fc.boolean(),
      approved: fc.boolean(),
      groups: fc.array(word, { maxLength: 2 }),
      presence: fc.record(
        { availability: fc.constantFrom('available', 'away', 'offline'), status: word, idleSince: fc.nat() },
        { requiredKeys: ['availability'] },
      ),
      given: fc.string({ minLength: 1, maxLength: 12 }),
      claims: word,
      calls: word,
      picture: fc.record({ hash: word, here: fc.boolean() }),
      lastSeen: fc.nat(),
    },
    {
      requiredKeys: ['account', 'address', 'name', 'listed', 'subscription', 'asked', 'request', 'approved', 'groups', 'presence'],
    },
  )
  .map((row) => ({ ...row, id: contactId(row.account, row.address) }));

const crossed = (rows: readonly Contact[]) => unpackContacts(JSON.parse(JSON.stringify(packContacts(rows))));

describe('contacts of a snapshot', () => {
  it('come out as they went in, account by account', () => {
    fc.assert(
      fc.property(fc.array(contact, { maxLength: 8 }), (rows) => {
        const accounts = [...new Set(rows.map(({ account }) => account))];
        expect(crossed(rows)).toEqual(accounts.flatMap((account) => rows.filter((row) => row.account === account)));
      }),
    );
  });

  it('take a third of the room where they are usual', () => {
    const rows = Array.from({ length: 100 }, (_, number): Contact => {
      const address = `contact${number}@kith.test`;
      const account = '00000000-0000-4000-8000-000000000001';
      const facts = { listed: true, subscription: 'both', asked: false, request: false, approved: false } as const;
      const name = `Ada Moreau ${number}`;
      return {
        id: contactId(account, address),
        account,
        address,
        ...facts,
        name,
        given: name,
        groups: [],
        presence: { availability: 'offline' },
      };
    });
    expect(JSON.stringify(packContacts(rows)).length).toBeLessThan(JSON.stringify(rows).length / 3);
  });
});
