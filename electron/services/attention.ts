// Whether anybody looks at Kith: told to every account's server, which then knows what can wait (XEP-0352).
import type { Client } from '../xmpp/client.ts';

export interface Attention {
  attach(account: string, client: Pick<Client, 'clientState'>): void;
  set(active: boolean): void;
  forget(account: string): void;
}

export function makeAttention(): Attention {
  const clients = new Map<string, Pick<Client, 'clientState'>>();
  let active = true;
  return {
    attach(account, client) {
      clients.set(account, client);
      client.clientState.setActive(active);
    },
    set(next) {
      active = next;
      for (const { clientState } of clients.values()) clientState.setActive(active);
    },
    forget: (account) => void clients.delete(account),
  };
}
