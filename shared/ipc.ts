// The whole contract between the main process and the renderer: two type maps, nothing at run time.
// Adding a line here makes tsc name the places to fill: ipc/schemas.ts and ipc/calls.ts, or ipc/events.ts and renderer/store/index.ts.
import type { Account, Security, SignIn } from './account.ts';
import type { Archiving, Keeping } from './archiving.ts';
import type { Blocking, Report } from './blocking.ts';
import type { Contact, OwnPresence, SeeingChange, Whereabouts } from './contact.ts';
import type { Conversation, ConversationId, LogPlace, OwnTyping } from './conversation.ts';
import type { ExportFormat, ExportState } from './export.ts';
import type { HistoryState } from './history.ts';
import type { XmppLink } from './links.ts';
import type { Mention } from './mention.ts';
import type { Message, MessageId, MessagePage, Refusal, Revision } from './message.ts';
import type { PackedContacts } from './packed-contacts.ts';
import type { Audience, Card, CardChange, OwnProfile } from './profile.ts';
import type { ProxyServer } from './proxy.ts';
import type { SearchPage } from './search.ts';
import type { ServerReport } from './server.ts';
import type { Settings } from './settings.ts';
import type { StorageState } from './storage.ts';

/** Everything the first paint needs, read before any network. */
export interface Snapshot {
  readonly version: string;
  readonly platform: string;
  /** What it runs on. */
  readonly engines: Engines;
  /** Offers what only those who work on Kith need. */
  readonly development: boolean;
  readonly storage: StorageState;
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  readonly conversations: readonly Conversation[];
  readonly contacts: readonly PackedContacts[];
  readonly blocking: readonly Blocking[];
  readonly presence: OwnPresence;
  readonly exported: ExportState | null;
  /** There is a tray to close into. */
  readonly tray: boolean;
}

/** Their versions. */
export interface Engines {
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
}

export interface ChosenCertificate {
  /** For SignIn.certificate; good until Kith ends. */
  readonly id: string;
  /** Of the file. */
  readonly name: string;
}

export interface Licence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

export type Calls = {
  'app.snapshot': () => Snapshot;
  /** Tries to open the archive again, after the person did something about it. */
  'storage.retry': () => void;
  /** Moves the archive that cannot be opened to a name of its own beside it and begins an empty one. */
  'storage.setAside': () => void;
  /** The person's answer to Snapshot.storage.askUnprotected: keep the password on disk although it is not protected there. */
  'storage.allowUnprotected': (allow: boolean) => void;

  /** Resolves when signed in; rejects with a ConnectFailureKind otherwise. Signing in again to a known address renews its password and server. */
  'account.signIn': (request: SignIn) => Account;
  /** The person chooses a file with a certificate (PKCS#12 or PEM); null when they did not. The file itself never comes here. */
  'account.chooseCertificate': () => ChosenCertificate | null;
  /** The machine is on another network, or on none: every connection is asked whether it still stands. Not `certain`: only if it is. */
  'app.networkChanged': (certain: boolean) => void;
  /** "Try now": connects at once instead of waiting for the back-off. */
  'account.reconnect': (account: string) => void;

  /** Connects it, or ends the connection until it is switched on again; everything of it stays here. */
  'account.switchOn': (account: string, on: boolean) => void;
  /** In which order the accounts stand. */
  'account.reorder': (accounts: readonly string[]) => void;
  /** Which of the ACCOUNT_COLOURS marks it from now on. */
  'account.setColour': (account: string, colour: number) => void;
  /** Ends the connection and forgets the password; without `keep` everything stored here for the account is deleted. */
  'account.signOut': (account: string, keep: boolean) => void;
  /** Through which proxy from now on; null: through none. Connects anew. Without a password the one that is kept stays. */
  'account.setProxy': (account: string, proxy: ProxyServer | null, password: string | null) => void;
  /** How the connection is protected; null while there is none. */
  'account.security': (account: string) => Security | null;
  /** What its server can do, as it was found out last; null when it was never asked. */
  'account.server': (account: string) => ServerReport | null;
  /** Asks the server what it can do; rejects with 'lost' without a connection. */
  'account.checkServer': (account: string) => ServerReport;
  /** What its server keeps of the messages; rejects with 'lost' without a connection. */
  'account.archiving': (account: string) => Archiving;
  /** From now on; resolves with what the server made of it. Rejects with 'lost' or 'server-refused'. */
  'account.setArchiving': (account: string, keeping: Keeping) => Archiving;
  /** Whether the password itself may be told to a server that wants nothing else; see Account.safe for when it never is. */
  'account.allowPlain': (account: string, allow: boolean) => void;
  /** From now on the account accepts exactly this certificate, which its server has just been refused for; tries it at once. */
  'account.trustCertificate': (account: string, fingerprint: string) => void;
  /** The account's server has to prove itself by the usual rules again, at once. */
  'account.forgetCertificate': (account: string) => void;
  /** Told to every account's contacts now and after every sign-in. */
  'presence.change': (presence: OwnPresence) => OwnPresence;

  /** The conversation with this address (bare JID, prepared in the main process), made when there is none. */
  'conversations.open': (account: string, address: string) => Conversation;
  /** `replyTo`: the message the draft answers. */
  'conversations.saveDraft': (conversation: ConversationId, text: string, replyTo: MessageId | null, mentions: readonly Mention[]) => void;
  /** The person has seen everything up to this position. */
  'conversations.markRead': (conversation: ConversationId, position: number) => void;
  /** Where the log was left; null: at its end. */
  'conversations.keepPlace': (conversation: ConversationId, place: LogPlace | null) => void;
  /** Marks it unread without a new message; reading it again undoes that. */
  'conversations.markUnread': (conversation: ConversationId) => void;
  'conversations.pin': (conversation: ConversationId, pinned: boolean) => void;
  'conversations.mute': (conversation: ConversationId, mutedUntil: number) => void;
  'conversations.archive': (conversation: ConversationId, archived: boolean) => void;
  /** Deletes the conversation and its messages from this device. */
  'conversations.delete': (conversation: ConversationId) => void;
  /** Which conversation the window shows (null: none): what is read there needs no notification. */
  'conversations.shown': (conversation: ConversationId | null) => void;
  'conversations.setTyping': (conversation: ConversationId, typing: OwnTyping) => void;

  /** Newest page when `before` is null, else the page that ends before that position. Marks the conversation as loaded: its rows come as events until released. */
  'messages.page': (conversation: ConversationId, before: number | null, limit: number) => MessagePage;
  /** Up to `limit` messages around this position, half of them before it; for jumping there. Marks the conversation as loaded. */
  'messages.around': (conversation: ConversationId, position: number, limit: number) => MessagePage;
  /** The page that begins after that position. */
  'messages.after': (conversation: ConversationId, after: number, limit: number) => MessagePage;
  'messages.release': (conversation: ConversationId) => void;
  /** Where these stand now, after 'messages.moved'. */
  'messages.positions': (messages: readonly MessageId[]) => readonly { readonly id: MessageId; readonly position: number }[];
  /** The whole body of a message whose row carries only its beginning. */
  'messages.body': (message: MessageId) => string;
  /** Stores the message and clears the draft in one transaction; leaves when there is a connection. */
  'messages.send': (conversation: ConversationId, text: string, replyTo: MessageId | null, mentions: readonly Mention[]) => Message;
  /** Sends its text on to another chat; what is being written there stays. */
  'messages.forward': (message: MessageId, to: ConversationId) => Message;
  /** Another text for an own message (XEP-0308). */
  'messages.correct': (message: MessageId, text: string, mentions: readonly Mention[]) => Message;
  /** Takes an own message back for everybody (XEP-0424). */
  'messages.retract': (message: MessageId) => void;
  /** Deletes a message from this device only. */
  'messages.delete': (message: MessageId) => void;
  /** One emoji more or less to a message (XEP-0444). */
  'messages.react': (message: MessageId, emoji: string, on: boolean) => void;
  /** The first unread message that mentions the person. */
  'messages.nextMention': (conversation: ConversationId) => { readonly message: MessageId; readonly position: number } | null;
  /** What a corrected message said before, oldest first. */
  'messages.revisions': (message: MessageId) => readonly Revision[];
  /** A failed own message goes back to waiting, with the same id. */
  'messages.retry': (message: MessageId) => void;
  /** Deletes a failed own message from this device. */
  'messages.discard': (message: MessageId) => void;

  /** Messages that fit what was typed (see readSearch), newest first; in one conversation or everywhere. A newer search ends an older one early. */
  'search.messages': (typed: string, conversation: ConversationId | null, limit: number) => SearchPage;
  /** Position of the first message sent at this time (ms since the epoch) or later; null when all are older. */
  'search.position': (conversation: ConversationId, time: number) => number | null;
  /** Which of these days have messages: local midnights, and one more behind the last day. */
  'search.days': (conversation: ConversationId, midnights: readonly number[]) => readonly number[];

  /** The person chooses a file, and what was said (null: in every chat) is written into it; false when they chose none. How it goes comes as 'export.changed'. */
  'export.start': (conversation: ConversationId | null, format: ExportFormat) => boolean;
  'export.cancel': () => void;
  /** Shows the file of the last one in the system's file manager. */
  'export.show': () => void;

  /** What of a conversation's history is missing here. */
  'history.state': (conversation: ConversationId) => HistoryState;
  /** Asks the server for some of what is missing before this position; resolves when it is stored. Rejects with 'offline' or a server's refusal. */
  'history.load': (conversation: ConversationId, before: number) => void;

  /** What somebody tells of themselves: asked anew with a connection, else what they told last. */
  'profile.look': (account: string, address: string) => Card;
  /** The person's own, as the server has it. */
  'profile.own': (account: string) => OwnProfile;
  'profile.setNickname': (account: string, nickname: string) => void;
  /** `drop`: a PNG or JPEG that was put down at /drop; null takes the picture away. */
  'profile.setPicture': (account: string, drop: string | null, audience: Audience) => void;
  /** Changes these fields and no other; resolves with what it says then. */
  'profile.setCard': (account: string, change: CardChange) => Card;
  /** This picture comes into view and is not here yet (Picture.here). */
  'pictures.want': (hash: string) => void;
  /** Adds to the contact list, under this name ('': none), and asks to see their presence (RFC 6121 3.1). */
  'contacts.add': (account: string, address: string, name: string) => void;
  /** Asks what can be found out about somebody; what their server says of when they were last there comes as 'contact.changed'. */
  'contacts.whereabouts': (account: string, address: string) => Whereabouts;
  /** What they are called here, '' for nothing, and the groups they are in. */
  'contacts.edit': (account: string, address: string, name: string, groups: readonly string[]) => void;
  /** Changes who sees when whom is online (RFC 6121 3). */
  'contacts.seeing': (account: string, address: string, change: SeeingChange) => void;
  /** Off the contact list; both stop seeing the other. */
  'contacts.remove': (account: string, address: string) => void;
  /** What the person noted about somebody, '' for nothing; it stays on this device. */
  'contacts.note': (account: string, address: string) => string;
  'contacts.setNote': (account: string, address: string, text: string) => void;
  /** A name that is taken puts both groups together. */
  'contacts.renameGroup': (account: string, from: string, to: string) => void;

  /** Whoever asked or wrote first may see and write; resolves with the conversation, now a chat, if they wrote. */
  'requests.accept': (account: string, address: string) => ConversationId | null;
  'requests.decline': (account: string, address: string) => void;
  /** Of one account, or of every one (null). */
  'requests.declineAll': (account: string | null) => void;

  /** Keeps a person or a whole server away, by an address as typed; with a report the operator of the account's server is told. */
  'blocking.block': (account: string, address: string, report: Report | null) => void;
  /** Takes these off the list. */
  'blocking.unblock': (account: string, addresses: readonly string[]) => void;

  'settings.change': (change: Partial<Settings>) => Settings;
  /**
   * The one guarded opener: http, https, mailto to the system, xmpp comes back as 'link.proposed'; anything else is refused with
   * 'invalid-call'. `account`: where it was followed.
   */
  'links.open': (url: string, account: string | null) => void;
  /** Shows the folder with the logs in the system's file manager. */
  'app.showLogs': () => void;
  /** Names, versions, licences and licence texts of what Kith contains. */
  'app.licences': () => readonly Licence[];
  'app.quit': () => void;
  /** Plain text to the system's clipboard. */
  'clipboard.write': (text: string) => void;
  /** Pastes as plain text where the focus is; the page itself may not read the clipboard. */
  'clipboard.paste': () => void;
};

/** Payloads are arrays of whole rows, coalesced per frame; the last row of an id wins. */
export type Events = {
  'account.changed': readonly Account[];
  'conversation.changed': readonly Conversation[];
  'contact.changed': readonly Contact[];
  /** Ids of contacts that are no longer known. */
  'contact.removed': readonly { readonly id: string }[];
  /** Whom an account keeps away, and whether it can. */
  'blocking.changed': readonly Blocking[];
  /** New or changed rows of loaded conversations. */
  'message.changed': readonly Message[];
  'message.removed': readonly { readonly id: MessageId; readonly conversation: ConversationId }[];
  /** Positions of messages in this conversation are others than before, in the same order: ask for them. */
  'messages.moved': readonly { readonly id: ConversationId }[];
  /** Of loaded conversations. */
  'history.changed': readonly HistoryState[];
  /** What the person said about a message came back and no longer counts. */
  'message.refused': readonly (Refusal & { readonly id: string })[];
  'export.changed': readonly ExportState[];
  'settings.changed': readonly (Settings & { readonly id: 'settings' })[];
  'storage.changed': readonly (StorageState & { readonly id: 'storage' })[];
  /** The archive was opened, set aside or replaced: read the snapshot again. */
  'app.reset': readonly { readonly id: 'app' }[];
  /** Show this conversation (from a notification or the tray), at this message if one is named. */
  'conversation.requested': readonly { readonly id: ConversationId; readonly message?: MessageId; readonly position?: number }[];
  'conversation.removed': readonly { readonly id: ConversationId }[];
  'account.removed': readonly { readonly id: string }[];
  'presence.changed': readonly (OwnPresence & { readonly id: 'presence' })[];
  /** From the application menu or the tray: what to do in the window. */
  'command.requested': readonly { readonly id: 'new-chat' | 'settings' | 'search' | 'shortcuts' }[];
  /** An xmpp: link was followed, here or elsewhere: the person is to be asked. `account`: the one it may be about. */
  'link.proposed': readonly { readonly id: 'link'; readonly link: XmppLink; readonly account: string | null }[];
  /** Play the sound of a message. */
  'sound.requested': readonly { readonly id: 'message' }[];
  /** Said once: the window was closed, Kith goes on in the tray. */
  'tray.hinted': readonly { readonly id: 'tray' }[];
  /** The tray appeared or went away. */
  'tray.changed': readonly { readonly id: 'tray'; readonly present: boolean }[];
};

// Only JSON crosses: this fails to compile when a Map, Date, function or class slips into the contract.
// biome-ignore lint/suspicious/noConfusingVoidType: calls that return nothing are part of the contract.
type AsJson<T> = [T] extends [void]
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends (...args: never[]) => unknown
      ? never
      : T extends object
        ? { [K in keyof T]: AsJson<T[K]> }
        : never;
type Checked<T extends { [C in keyof T]: (...args: never[]) => unknown }> = {
  [C in keyof T]: [Parameters<T[C]>, ReturnType<T[C]>] extends [AsJson<Parameters<T[C]>>, AsJson<ReturnType<T[C]>>] ? true : never;
};
type EventsChecked = { [E in keyof Events]: Events[E] extends AsJson<Events[E]> ? true : never };
type Assert<T extends true> = T;
export type ContractIsJson = Assert<[Checked<Calls>[keyof Calls], EventsChecked[keyof Events]] extends [true, true] ? true : false>;

/**
 * What preload exposes as window.api, and nothing more. Answers (a Result) and payloads cross as JSON text: a string is copied as one, where of
 * thousands of contacts every value would be walked and copied at each border.
 */
export interface Bridge {
  call(name: string, args: readonly unknown[]): Promise<string>;
  /** `frame`: the events of one frame, in order, as [name, payload] pairs; together, so that the page is drawn once for all of them. */
  on(listener: (frame: string) => void): () => void;
}
