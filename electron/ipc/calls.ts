// Every call of the contract: one line each into services or desktop.

import type { OwnPresence } from '../../shared/contact.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { ExportFormat } from '../../shared/export.ts';
import type { ChosenCertificate, Engines, Licence, Snapshot } from '../../shared/ipc.ts';
import { bareJid } from '../../shared/jid.ts';
import { packContacts } from '../../shared/packed-contacts.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Storage } from '../services/storage.ts';
import type { CallTable } from './server.ts';

export interface CallOptions {
  readonly version: string;
  readonly platform: string;
  readonly engines: Engines;
  readonly development: boolean;
  readonly storage: Storage;
  /** Accounts and archive are there, or it is known why not. */
  readonly opened: Promise<void>;
  readonly settings: { get(): Settings; change(change: Partial<Settings>): Settings };
  readonly presence: () => OwnPresence;
  /** There is a tray to close into. */
  readonly tray: () => boolean;
  readonly allowUnprotected: (allow: boolean) => Promise<void>;
  /** `account`: where it was followed. */
  readonly openLink: (url: string, account: string | null) => Promise<void>;
  readonly writeClipboard: (text: string) => void;
  readonly networks: { changed(): boolean };
  /** As plain text, where the focus is. */
  readonly paste: () => void;
  /** Conversations whose rows the page holds. */
  readonly loaded: Set<string>;
  /** Which conversation the window shows. */
  readonly shown: (conversation: string | null) => void;
  readonly chooseCertificate: () => Promise<ChosenCertificate | null>;
  /** Where to save an export about `subject`; undefined when the person chose nothing. */
  readonly chooseExport: (subject: string | null, format: ExportFormat) => Promise<string | undefined>;
  readonly showFile: (path: string) => void;
  /** What the page put down under this id. */
  readonly takeDrop: (id: string) => Uint8Array | undefined;
  readonly showLogs: () => Promise<void>;
  readonly licences: () => Promise<readonly Licence[]>;
  readonly quit: () => void;
  /** The page has read everything: what is asked of it from now on finds it listening. */
  readonly read: () => void;
}

export function makeCalls(options: CallOptions): CallTable {
  const { storage, settings, loaded } = options;
  const { need } = storage;

  async function snapshot(): Promise<Snapshot> {
    await options.opened;
    loaded.clear();
    options.read();
    const product = storage.product;
    return {
      version: options.version,
      platform: options.platform,
      engines: options.engines,
      development: options.development,
      storage: storage.state,
      settings: settings.get(),
      accounts: product?.accounts.list() ?? [],
      conversations: product?.conversations.list() ?? [],
      contacts: packContacts(product?.contacts.list() ?? []),
      blocking: product?.accounts.list().map(({ id }) => product.blocks.of(id)) ?? [],
      presence: options.presence(),
      exported: product?.exports.state() ?? null,
      tray: options.tray(),
    };
  }

  function prepared(address: string): string {
    const bare = bareJid(address.trim());
    if (bare === undefined) throw new AppFailure('invalid-address');
    return bare;
  }

  function dropped(drop: string | null): Uint8Array | undefined {
    const bytes = drop === null ? undefined : options.takeDrop(drop);
    if (drop !== null && bytes === undefined) throw new AppFailure('invalid-call', 'nothing was put down');
    return bytes;
  }

  return {
    'app.snapshot': snapshot,
    'storage.retry': () => storage.retry(),
    'storage.setAside': () => storage.setAside(),
    'storage.allowUnprotected': (allow) => options.allowUnprotected(allow),
    'account.signIn': (request) => need().accounts.signIn(request),
    'account.chooseCertificate': () => options.chooseCertificate(),
    'app.networkChanged': (certain) => {
      const changed = options.networks.changed();
      if (certain || changed) need().accounts.wake();
    },
    'account.reconnect': (account) => need().accounts.reconnect(account),
    'account.setProxy': (account, proxy, password) => need().accounts.setProxy(account, proxy, password),
    'account.switchOn': (account, on) => need().accounts.switchOn(account, on),
    'account.setColour': (account, colour) => need().accounts.setColour(account, colour),
    'account.reorder': (accounts) => need().accounts.reorder(accounts),
    'account.signOut': (account, keep) => need().signOut(account, keep),
    'account.security': (account) => need().accounts.security(account),
    'account.server': (account) => need().accounts.serverReport(account),
    'account.checkServer': (account) => need().accounts.checkServer(account),
    'account.archiving': (account) => need().archiving.of(account),
    'account.setArchiving': (account, keeping) => need().archiving.change(account, keeping),
    'account.allowPlain': (account, allow) => need().accounts.allowPlain(account, allow),
    'account.trustCertificate': (account, fingerprint) => need().accounts.trust(account, fingerprint),
    'account.forgetCertificate': (account) => need().accounts.distrust(account),
    'presence.change': (presence) => need().ownPresence.change(presence),
    'conversations.open': (account, address) => need().conversations.open(account, address),
    'conversations.saveDraft': (id, text, replyTo, mentions) => need().conversations.saveDraft(id, text, replyTo, mentions),
    'conversations.markRead': (id, position) => need().markRead(id, position),
    'conversations.keepPlace': (id, place) => need().conversations.keepPlace(id, place),
    'conversations.markUnread': (id) => need().conversations.markUnread(id),
    'conversations.pin': (id, pinned) => need().conversations.pin(id, pinned),
    'conversations.mute': (id, until) => need().conversations.mute(id, until),
    'conversations.archive': (id, archived) => need().conversations.putAway(id, archived),
    'conversations.delete': (id) => need().remove(id),
    'conversations.shown': (id) => options.shown(id),
    'conversations.setTyping': (id, typing) => need().typing(id, typing),
    'messages.page': (conversation, before, limit) => {
      loaded.add(conversation);
      return need().messages.page(conversation, before, limit);
    },
    'messages.around': (conversation, position, limit) => {
      loaded.add(conversation);
      return need().messages.around(conversation, position, limit);
    },
    'messages.after': (conversation, after, limit) => need().messages.after(conversation, after, limit),
    'messages.release': (conversation) => void loaded.delete(conversation),
    'messages.positions': (messages) => need().messages.positions(messages),
    'messages.body': (message) => need().messages.body(message),
    'messages.send': (conversation, text, replyTo, mentions) => need().send(conversation, text, replyTo, mentions),
    'messages.forward': (message, to) => need().forward(message, to),
    'messages.correct': (message, text, mentions) => need().correct(message, text, mentions),
    'messages.retract': (message) => need().retract(message),
    'messages.delete': (message) => need().deleteHere(message),
    'messages.react': (message, emoji, on) => need().react(message, emoji, on),
    'messages.nextMention': (conversation) => need().messages.nextMention(conversation) ?? null,
    'messages.revisions': (message) => need().revisions(message),
    'messages.retry': (message) => need().retry(message),
    'messages.discard': (message) => need().messages.discard(message),
    'search.messages': (typed, conversation, limit) => need().search.find(typed, conversation, limit),
    'search.position': (conversation, time) => need().search.positionAt(conversation, time),
    'search.days': (conversation, midnights) => need().search.days(conversation, midnights),
    'export.start': async (conversation, format) => {
      const path = await options.chooseExport(need().exports.subject(conversation), format);
      if (path !== undefined) need().exports.start(conversation, format, path);
      return path !== undefined;
    },
    'export.cancel': () => need().exports.cancel(),
    'export.show': () => {
      const path = need().exports.path();
      if (path === undefined) throw new AppFailure('not-found');
      options.showFile(path);
    },
    'history.state': (conversation) => need().history.state(conversation),
    'history.load': (conversation, before) => need().history.load(conversation, before),
    'profile.look': (account, address) => need().people.cards.look(account, prepared(address)),
    'profile.own': (account) => need().people.own.read(account),
    'profile.setNickname': (account, nickname) => need().people.own.setNickname(account, nickname),
    'profile.setPicture': (account, drop, audience) => need().people.own.setPicture(account, dropped(drop), audience),
    'profile.setCard': (account, change) => need().people.own.setCard(account, change),
    'pictures.want': (hash) => need().people.pictures.want(hash),
    'contacts.add': (account, address, name) => need().contacts.add(account, prepared(address), name),
    'contacts.whereabouts': (account, address) => need().whereabouts.of(account, prepared(address)),
    'contacts.edit': (account, address, name, groups) => need().managing.edit(account, prepared(address), name, groups),
    'contacts.seeing': (account, address, change) => need().managing.seeing(account, prepared(address), change),
    'contacts.remove': (account, address) => need().managing.remove(account, prepared(address)),
    'contacts.note': (account, address) => need().notes.get(account, prepared(address)),
    'contacts.setNote': (account, address, text) => need().notes.set(account, prepared(address), text),
    'contacts.renameGroup': (account, from, to) => need().managing.renameGroup(account, from, to),
    'requests.accept': (account, address) => need().requests.accept(account, prepared(address)),
    'requests.decline': (account, address) => need().requests.decline(account, prepared(address)),
    'requests.declineAll': (only) => need().requests.declineAll(only),
    'blocking.block': (account, address, report) => need().blocks.block(account, address, report),
    'blocking.unblock': (account, addresses) => need().blocks.unblock(account, addresses),
    'settings.change': (change) => settings.change(change),
    'links.open': (url, account) => options.openLink(url, account),
    'app.showLogs': () => options.showLogs(),
    'app.licences': () => options.licences(),
    'app.quit': () => options.quit(),
    'clipboard.write': (text) => options.writeClipboard(text),
    'clipboard.paste': () => options.paste(),
  };
}
