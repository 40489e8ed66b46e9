// Every call of the contract: one line each into services or desktop.

import { AppFailure } from '../../shared/errors.ts';
import type { Snapshot } from '../../shared/ipc.ts';
import { bareJid } from '../../shared/jid.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Storage } from '../services/storage.ts';
import type { CallTable } from './server.ts';

export interface CallOptions {
  readonly version: string;
  readonly platform: string;
  readonly storage: Storage;
  readonly settings: { get(): Settings; change(change: Partial<Settings>): Settings };
  readonly allowUnprotected: (allow: boolean) => Promise<void>;
  readonly openLink: (url: string, openConversation: (address: string) => void) => Promise<void>;
  readonly writeClipboard: (text: string) => void;
  /** Conversations whose rows the page holds. */
  readonly loaded: Set<string>;
  readonly requestConversation: (id: string) => void;
  readonly removed: (message: { readonly id: string; readonly conversation: string }) => void;
}

export function makeCalls(options: CallOptions): CallTable {
  const { storage, settings, loaded } = options;
  const { need } = storage;

  function snapshot(): Snapshot {
    loaded.clear();
    const product = storage.product;
    return {
      version: options.version,
      platform: options.platform,
      storage: storage.state,
      settings: settings.get(),
      accounts: product?.accounts.list() ?? [],
      conversations: product?.conversations.list() ?? [],
      contacts: product?.contacts.list() ?? [],
    };
  }

  /** A link to an address opens its conversation with the first account. */
  function openAddress(address: string): void {
    const [account] = need().accounts.list();
    if (account !== undefined) options.requestConversation(need().conversations.open(account.id, address).id);
  }

  function prepared(address: string): string {
    const bare = bareJid(address.trim());
    if (bare === undefined) throw new AppFailure('invalid-address');
    return bare;
  }

  return {
    'app.snapshot': snapshot,
    'storage.retry': () => storage.retry(),
    'storage.setAside': () => storage.setAside(),
    'storage.allowUnprotected': (allow) => options.allowUnprotected(allow),
    'account.signIn': (request) => need().accounts.signIn(request),
    'account.reconnect': (account) => need().accounts.reconnect(account),
    'conversations.open': (account, address) => need().conversations.open(account, address),
    'conversations.saveDraft': (id, text) => need().conversations.saveDraft(id, text),
    'conversations.markRead': (id, position) => need().conversations.markRead(id, position),
    'conversations.setTyping': (id, typing) => need().typing(id, typing),
    'messages.page': (conversation, before, limit) => {
      loaded.add(conversation);
      return need().messages.page(conversation, before, limit);
    },
    'messages.release': (conversation) => void loaded.delete(conversation),
    'messages.body': (message) => need().messages.body(message),
    'messages.send': (conversation, text) => need().send(conversation, text),
    'messages.retry': (message) => need().retry(message),
    'messages.discard': (message) => options.removed(need().messages.discard(message)),
    'contacts.add': (account, address) => need().contacts.add(account, prepared(address)),
    'contacts.answer': (account, address, allow) => need().contacts.answer(account, prepared(address), allow),
    'settings.change': (change) => settings.change(change),
    'links.open': (url) => options.openLink(url, openAddress),
    'clipboard.write': (text) => options.writeClipboard(text),
  };
}
