// What somebody does not tell one account they may tell another one of the same person.
import { expect, it } from 'vitest';
import { makeWhereabouts } from '../../electron/services/whereabouts.ts';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import { contact } from '../store/support.ts';

it('the time where somebody is, is asked anew for each account, and kept for it', async () => {
  const asked: string[] = [];
  const client = (account: string) => ({
    stream: { connection: { state: 'online' } },
    caps: { of: async () => ({ identities: [], features: ['urn:xmpp:time'], forms: [] }) },
    time: {
      async of() {
        asked.push(account);
        if (account === 'home') throw new StanzaError('forbidden');
        return 60;
      },
    },
  });
  const whereabouts = makeWhereabouts({
    contacts: {
      find: () => contact('bob', 'available'),
      sees: () => true,
      devices: () => ['bob@example.org/phone'],
      wasThere: () => undefined,
    },
    client: client as never,
    clock: { now: () => 0, after: () => () => undefined },
  });
  expect(await whereabouts.of('home', 'bob@example.org')).toEqual({ east: null });
  expect(await whereabouts.of('work', 'bob@example.org')).toEqual({ east: 60 });
  expect(await whereabouts.of('work', 'bob@example.org')).toEqual({ east: 60 });
  expect(asked).toEqual(['home', 'work']);
});
