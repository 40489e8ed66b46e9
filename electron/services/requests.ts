// What strangers want: to see when the account is online (RFC 6121 3.1), or to write. One answer covers both.
import type { Announcer } from './announce.ts';
import type { Contacts } from './contacts.ts';
import type { Conversations } from './conversations.ts';

export interface Requests {
  /** They may see and write; the conversation, if there is one, is a chat from now on. Throws AppFailure 'lost' where the server has to be told. */
  accept(account: string, address: string): string | null;
  /** They are told nothing, but that they may not see. Throws AppFailure 'lost'. */
  decline(account: string, address: string): void;
  /** All of them, as far as the accounts are connected. */
  declineAll(): void;
}

export interface RequestsOptions {
  readonly contacts: Pick<Contacts, 'list' | 'find' | 'answer'>;
  readonly conversations: Pick<Conversations, 'known' | 'byId' | 'requests' | 'accept' | 'decline'>;
  readonly online: (account: string) => boolean;
  readonly announcer: Pick<Announcer, 'batch'>;
}

export function makeRequests({ contacts, conversations, online, announcer }: RequestsOptions): Requests {
  /** The conversation, if it is among the requests. */
  function asking(account: string, address: string): string | undefined {
    const id = conversations.known(account, address);
    return id !== undefined && conversations.byId(id)?.request === true ? id : undefined;
  }

  function answer(account: string, address: string, allow: boolean): string | null {
    if (contacts.find(account, address)?.request === true) contacts.answer(account, address, allow);
    const id = asking(account, address);
    if (id === undefined) return null;
    if (allow) conversations.accept(id);
    else conversations.decline(id);
    return id;
  }

  return {
    accept: (account, address) => answer(account, address, true),
    decline: (account, address) => void answer(account, address, false),
    declineAll() {
      announcer.batch(() => {
        conversations.requests().forEach(conversations.decline);
        for (const { account, address, request } of contacts.list())
          if (request && online(account)) contacts.answer(account, address, false);
      });
    },
  };
}
