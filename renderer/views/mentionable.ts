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
  let finder: ((typed: string) => readonly Person[]) | undefined;
  let all: readonly Person[] = [];
  const ready = () => {
    finder ??= fuzzyFinder(all, ({ name, address }) => [name, address]);
    return finder;
  };
  return (typed) => {
    const { conversations, contacts } = useStore.getState();
    const chat = conversations[conversation];
    if (chat === undefined) return [];
    if (contacts !== known) {
      known = contacts;
      const other: Person = { address: chat.address, name: chat.title, picture: chat.picture };
      const others = people(contacts, chat.account, 'name').filter(({ address }) => address !== chat.address);
      all = [other, ...others];
      finder = undefined;
    }
    // Of thousands the finder takes as long as putting them in order: between the keys, not with the first.
    if (typed === '') {
      setTimeout(ready);
      return all.slice(0, MOST);
    }
    const found = ready()(typed);
    const here = found.filter(({ address }) => address === chat.address);
    return [...here, ...found.filter(({ address }) => address !== chat.address)].slice(0, MOST);
  };
}
