// What strangers want: to see when the account is online (RFC 6121 3.1), or to write. One answer covers both.
import type { Announcer } from './announce.ts';
import type { Contacts } from './contacts.ts';
import type { Conversations } from './conversations.ts';

export interface Requests {
  /** They may see and write; the conversation, if there is one, is a chat from now on. Throws AppFailure 'lost' where the server has to be told. */
  accept(account: string, address: string): string | null;
  /** They are told nothing, but that they may not see. Throws AppFailure 'lost'. */
  decline(account: string, address: string): void;
  /** All of them, of one account or of all (null), as far as the accounts are connected. */
  declineAll(only: string | null): void;
}

export interface RequestsOptions {
  readonly contacts: Pick<Contacts, 'list' | 'find' | 'answer'>;
  readonly conversations: Pick<Conversations, 'known' | 'byId' | 'requests' | 'accept' | 'decline'>;
  readonly online: (account: string) => boolean;
  readonly blocked: (account: string, address: string) => boolean;
  readonly announcer: Pick<Announcer, 'batch'>;
}

export function makeRequests({ contacts, conversations, online, blocked, announcer }: RequestsOptions): Requests {
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
    declineAll(only) {
      // Whoever is kept away is not among those the person sees.
      const meant = ({ account, address }: { readonly account: string; readonly address: string }): boolean =>
        (only === null || account === only) && !blocked(account, address);
      announcer.batch(() => {
        for (const id of conversations.requests()) {
          const found = conversations.byId(id);
          if (found !== undefined && meant(found)) conversations.decline(id);
        }
        for (const each of contacts.list())
          if (each.request && meant(each) && online(each.account)) contacts.answer(each.account, each.address, false);
      });
    },
  };
}
