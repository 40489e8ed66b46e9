// The contact list for views that draw it again with everybody who comes or goes.
import { useMemo, useState } from 'react';
import type { Contact } from '../../shared/contact.ts';
import { makePeople, type PeopleOrder } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

export function usePeople(only: string | null = null, order: PeopleOrder = 'reach'): readonly Contact[] {
  const contacts = useStore((state) => state.contacts);
  const [people] = useState(makePeople);
  return useMemo(() => people(contacts, only, order), [people, contacts, only, order]);
}
