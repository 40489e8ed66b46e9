// What the person changes about a contact: name, groups, who sees whom. The server has the list: it pushes what became of it.
import type { Contact, SeeingChange } from '../../shared/contact.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Client } from '../xmpp/client.ts';
import { answered } from './refusals.ts';

export interface Managing {
  /** All of these throw AppFailure: 'not-found', 'lost', 'server-refused', 'invalid-call'. */
  edit(account: string, address: string, name: string, groups: readonly string[]): Promise<void>;
  /** RFC 6121 3. */
  seeing(account: string, address: string, change: SeeingChange): Promise<void>;
  /** Off the list; both stop seeing the other (RFC 6121 2.5). */
  remove(account: string, address: string): Promise<void>;
  /** For everybody in it; a name that is taken puts both together. */
  renameGroup(account: string, from: string, to: string): Promise<void>;
}

export interface ManagingOptions {
  readonly contacts: {
    list(): readonly Contact[];
    find(account: string, address: string): Contact | undefined;
    approve(account: string, address: string, approved: boolean): void;
  };
  readonly client: (account: string) => Client | undefined;
  readonly clean: (text: string) => string;
}

export function makeManaging({ contacts, client, clean }: ManagingOptions): Managing {
  function online(account: string): Client {
    const found = client(account);
    if (found === undefined) throw new AppFailure('not-found');
    if (found.stream.connection.state !== 'online') throw new AppFailure('lost', 'not connected');
    return found;
  }

  function listed(account: string, address: string): Contact {
    const contact = contacts.find(account, address);
    if (contact?.listed !== true) throw new AppFailure('not-found');
    return contact;
  }

  /** RFC 6121 2.1.2.6, 2.3.3: no group without a name, none twice. */
  const tidy = (groups: readonly string[]): readonly string[] => [...new Set(groups.map((each) => clean(each).trim()).filter(Boolean))];

  /** Some servers forget what was allowed ahead of being asked when the entry is written anew (Prosody), and by nothing else. */
  async function write(
    account: string,
    { address, approved }: Contact,
    name: string | undefined,
    groups: readonly string[],
  ): Promise<void> {
    const { roster, presence } = online(account);
    await answered(roster.set(address, name, groups));
    if (approved) presence.allow(address);
  }

  return {
    async edit(account, address, name, groups) {
      await write(account, listed(account, address), clean(name).trim() || undefined, tidy(groups));
    },
    async seeing(account, address, change) {
      const { presence } = online(account);
      const contact = contacts.find(account, address);
      const sent = {
        ask: presence.subscribe,
        'stop-seeing': presence.unsubscribe,
        show: presence.allow,
        'stop-showing': presence.refuse,
      }[change](address);
      if (!sent) throw new AppFailure('lost');
      const shown = contact?.subscription === 'from' || contact?.subscription === 'both';
      if (!shown && (change === 'show' || change === 'stop-showing')) contacts.approve(account, address, change === 'show');
      if (change === 'stop-showing' && contact?.approved)
        await write(account, { ...contact, approved: false }, contact.given, contact.groups);
    },
    async remove(account, address) {
      listed(account, address);
      await answered(online(account).roster.remove(address));
    },
    async renameGroup(account, from, to) {
      const [name] = tidy([to]);
      if (name === undefined) throw new AppFailure('invalid-call', 'a group needs a name');
      online(account);
      const members = contacts.list().filter((contact) => contact.account === account && contact.listed && contact.groups.includes(from));
      if (members.length === 0) throw new AppFailure('not-found');
      for (const each of members) {
        const renamed = tidy(each.groups.map((group) => (group === from ? name : group)));
        await write(account, each, each.given, renamed);
      }
    },
  };
}
