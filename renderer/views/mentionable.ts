// Whom a message in a chat may mention: whoever the chat is with, then the contacts of its account.
import type { Contact } from '../../shared/contact.ts';
import { fuzzyFinder } from '../components/fuzzy.ts';
import type { Person } from '../components/mention-completions.tsx';
import { makePeople } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

/** As many as there are emoji for a code. */
const MOST = 8;

/** `typed`: some of a name or address. Best first; without anything typed by name. */
export function mentionable(conversation: string): (typed: string) => readonly Person[] {
  const people = makePeople();
  let known: ReadonlyMap<string, Contact> | undefined;
  let finder = fuzzyFinder<Person>([], () => []);
  let all: readonly Person[] = [];
  return (typed) => {
    const { conversations, contacts } = useStore.getState();
    const chat = conversations[conversation];
    if (chat === undefined) return [];
    if (contacts !== known) {
      known = contacts;
      const other: Person = { address: chat.address, name: chat.title, picture: chat.picture };
      const others = people(contacts, chat.account, 'name').filter(({ address }) => address !== chat.address);
      all = [other, ...others];
      finder = fuzzyFinder(all, ({ name, address }) => [name, address]);
    }
    if (typed === '') return all.slice(0, MOST);
    const found = finder(typed);
    const here = found.filter(({ address }) => address === chat.address);
    return [...here, ...found.filter(({ address }) => address !== chat.address)].slice(0, MOST);
  };
}
