// The contact list for views that draw it again with everybody who comes or goes.
import { useDeferredValue, useMemo, useState } from 'react';
import type { Contact } from '../../shared/contact.ts';
import { makePeople, type PeopleOrder } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

/** Put in order in a task of its own, which whatever the person does goes before. */
export function usePeople(only: string | null = null, order: PeopleOrder = 'reach'): readonly Contact[] {
  const contacts = useDeferredValue(useStore((state) => state.contacts));
  const [people] = useState(makePeople);
  return useMemo(() => people(contacts, only, order), [people, contacts, only, order]);
}
