import { describe, expect, it } from 'vitest';
import { addressesFor, domainsOf } from '../../renderer/store/contacts.ts';
import { withEntries } from '../../renderer/store/slice.ts';
import { account, contact } from './support.ts';

describe('an address half typed', () => {
  const rows = ['a@common.org', 'b@common.org', 'c@rare.org'].map((address) =>
    contact(address, 'offline', { id: `a ${address}`, address }),
  );
  const domains = domainsOf(withEntries(new Map(), rows), { a: account({ state: 'offline' }) });

  it('is completed with the own server first, then where most contacts are', () => {
    expect(domains).toEqual(['example.org', 'common.org', 'rare.org']);
    expect(addressesFor('ann', domains)).toEqual(['ann@example.org', 'ann@common.org', 'ann@rare.org']);
    expect(addressesFor(' ann@R', domains)).toEqual(['ann@rare.org']);
  });

  it.each(['', '@rare.org', 'ann@rare.org', 'ann@elsewhere'])('%j is left alone', (typed) => {
    expect(addressesFor(typed, domains)).toEqual([]);
  });
});
