// Strangers who want something: to see when the account is online, to write, or both. One entry per person and account.
import { blockedBy } from '../../shared/blocking.ts';
import type { Contact } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import type { BlockingSlice } from './blocking.ts';
import { type ContactsSlice, contactId } from './contacts.ts';
import { type ConversationsSlice, ofOne } from './conversations.ts';

export interface Asking {
  readonly key: string;
  readonly account: string;
  readonly address: string;
  /** They ask to see when the account is online. */
  readonly seeing: boolean;
  /** What they call themselves. */
  readonly claims?: string;
  /** What they wrote. */
  readonly conversation?: Conversation;
}

export type RequestEntry =
  | { readonly kind: 'one'; readonly key: string; readonly asking: Asking }
  /** Many from one server at once. */
  | {
      readonly kind: 'flood';
      readonly key: string;
      readonly account: string;
      readonly domain: string;
      readonly count: number;
      readonly open: boolean;
    };

/** So many from one server are shown as one. */
export const FLOOD = 5;

type Sources = Pick<ContactsSlice, 'askers'> & Pick<ConversationsSlice, 'conversations'> & Pick<BlockingSlice, 'blocking'>;

/** Of one account or of all (null): who wrote, newest first; then who only asks, by address. Nobody who is blocked. */
export function asking({ askers, conversations, blocking }: Sources, only: string | null = null): readonly Asking[] {
  const found = new Map<string, Asking>();
  const add = ({ account, address }: Contact | Conversation, more: Partial<Pick<Asking, 'conversation' | 'seeing' | 'claims'>>) => {
    if (blockedBy(blocking[account]?.addresses ?? [], address).length > 0) return;
    const key = contactId(account, address);
    found.set(key, { key, account, address, seeing: false, ...found.get(key), ...more });
  };
  for (const contact of Object.values(askers))
    if (contact.request) add(contact, { seeing: true, ...(contact.claims === undefined ? {} : { claims: contact.claims }) });
  for (const conversation of Object.values(conversations)) {
    const { request, claims } = conversation;
    if (request) add(conversation, { conversation, ...(claims === undefined ? {} : { claims }) });
  }
  const at = ({ conversation }: Asking) => conversation?.activeAt ?? 0;
  return ofOne([...found.values()], only).sort((a, b) => at(b) - at(a) || (a.address < b.address ? -1 : 1));
}

/** `opened`: floods whose people are shown, by key. */
export function requestEntries(all: readonly Asking[], opened: ReadonlySet<string>): readonly RequestEntry[] {
  const servers = Map.groupBy(all, ({ account, address }) => `${account} ${domainIn(address)}`);
  const told = new Set<string>();
  return all.flatMap((each): readonly RequestEntry[] => {
    const server = `${each.account} ${domainIn(each.address)}`;
    const one = { kind: 'one' as const, key: each.key, asking: each };
    const count = servers.get(server)?.length ?? 0;
    if (count < FLOOD) return [one];
    const open = opened.has(server);
    const head = { kind: 'flood' as const, key: server, account: each.account, domain: domainIn(each.address), count, open };
    const first = !told.has(server);
    told.add(server);
    return [...(first ? [head] : []), ...(open ? [one] : [])];
  });
}

export function domainIn(address: string): string {
  return address.slice(address.indexOf('@') + 1);
}
