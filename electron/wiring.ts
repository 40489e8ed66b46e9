// Part of the composition root: what the services know becomes what the desktop shows, what a person does on the desktop reaches the services.
// The product may be another after the archive was set aside, so it is asked for each time.
import type { Clock } from '../shared/clock.ts';
import type { XmppLink } from '../shared/links.ts';
import type { Settings } from '../shared/settings.ts';
import { signal } from '../shared/signal.ts';
import type { Deeds, Desktop, Facts } from './desktop/desktop.ts';
import type { makeEvents } from './ipc/events.ts';
import { accountFor } from './services/account-for.ts';
import { decide } from './services/notify.ts';
import type { Product } from './services/product.ts';
import type { Storage } from './services/storage.ts';

export interface WiringOptions {
  readonly storage: Storage;
  readonly events: ReturnType<typeof makeEvents>;
  readonly settings: () => Settings;
  /** Which conversation the window shows. */
  readonly shown: () => string | null;
  readonly clock: Clock;
}

export function makeWiring({ storage, events, settings, shown, clock }: WiringOptions) {
  const changed = signal<void>();
  const facts: Facts = {
    presence: () => storage.product?.ownPresence.current().availability ?? 'available',
    online: () => storage.product?.accounts.list().some(({ connection }) => connection.state === 'online') ?? false,
    unread: () => storage.product?.unreadTotal() ?? 0,
    changed,
  };
  /** `here`: the account it was followed with. */
  function propose(link: XmppLink, here: string | null): void {
    const { product } = storage;
    if (product === undefined || product.accounts.list().length === 0) return;
    events['link.proposed'].emit([{ id: 'link', link, account: accountFor(product, link.address, here) ?? here }]);
  }

  const deeds: Deeds = {
    choose(availability) {
      const presence = storage.product?.ownPresence;
      presence?.change({ ...presence.current(), availability });
    },
    open: (id, message, position) => events['conversation.requested'].emit([{ id, message, position }]),
    propose: (link) => propose(link, null),
    keepView() {
      const id = shown();
      return () => {
        if (id !== null) events['conversation.requested'].emit([{ id }]);
      };
    },
    command: (id) => events['command.requested'].emit([{ id }]),
    chime: () => events['sound.requested'].emit([{ id: 'message' }]),
    hinted: () => events['tray.hinted'].emit([{ id: 'tray' }]),
    tray: (present) => events['tray.changed'].emit([{ id: 'tray', present }]),
    // Nothing to say: the server keeps the stream for a while, and waking up asks whether it still does.
    asleep: () => undefined,
    awake: () => storage.product?.accounts.wake(),
    attentive: (attentive) => storage.product?.attention.set(attentive),
    idle: (since) => storage.product?.accounts.setIdle(since),
  };

  function follow(product: Product, desktop: Desktop): void {
    const tell = () => changed.emit();
    product.accounts.changed.on(tell);
    product.accounts.removed.on(tell);
    product.ownPresence.changed.on(tell);
    product.unreadChanged.on(tell);
    product.announcer.changed.on(({ conversations }) => {
      for (const id of conversations) {
        const conversation = product.conversations.byId(id);
        if (conversation === undefined || conversation.unread === 0) desktop.withdraw(id);
      }
    });
    product.incoming.on(({ message, conversation, count, catchingUp }) => {
      const decision = decide({
        message,
        conversation,
        settings: settings(),
        shown: shown(),
        focused: desktop.focused(),
        ownAvailability: facts.presence(),
        now: clock.now(),
        catchingUp,
      });
      if (!decision.notify) return;
      const { sound, title, body } = decision;
      const picture = title === undefined ? undefined : product.people.face(conversation.account, conversation.address);
      const accounts = product.accounts.list();
      const account = accounts.length > 1 ? accounts.find(({ id }) => id === conversation.account)?.address : undefined;
      desktop.tell({
        conversation: conversation.id,
        message: message.id,
        position: message.position,
        count,
        sound,
        ...(title === undefined
          ? {}
          : { title, avatar: { name: conversation.title, seed: conversation.address, ...(picture && { picture }) } }),
        ...(account === undefined ? {} : { account }),
        ...(body === undefined ? {} : { body }),
      });
    });
  }

  return {
    facts,
    deeds,
    propose,
    /** Before the archive is opened. */
    connect(desktop: Desktop): void {
      storage.reset.on((product) => {
        desktop.withdrawAll();
        if (product !== undefined) follow(product, desktop);
        changed.emit();
      });
    },
  };
}
