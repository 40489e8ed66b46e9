// XEP-0163 Personal Eventing Protocol, version 1.2.2, with the private storage of XEP-0223: nodes of the account that only its own devices see.
import { bareJid, sameJid } from '../../../shared/jid.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { StanzaError } from '../core/xml.ts';
import { type Item, type NodeConfig, type PubSub, readEvent, readTaken } from './0060-pubsub.ts';

export interface PrivateNode {
  /** What another device of the account published, or this one. */
  readonly changed: Signal<readonly Item[]>;
  items(): Promise<readonly Item[]>;
  /** Rejects rather than to let anybody else see it. */
  publish(item: Item): Promise<void>;
}

/** XEP-0223 4: kept, all of it, and for nobody but the account. */
const PRIVATE: NodeConfig = { persist_items: 'true', access_model: 'whitelist' };
const OPTIONS: NodeConfig = { ...PRIVATE, max_items: 'max', send_last_published_item: 'never' };
/** Where 'max' is no word: the most a server may allow. */
const MOST_ITEMS = ['max', '1000', '255', '50'] as const;

/** What somebody told at a node of theirs. */
export interface Heard {
  /** Bare JID. */
  readonly address: string;
  readonly items: readonly Item[];
  /** Ids of what they took back, or all there was. */
  readonly taken?: readonly string[] | 'all';
}

/** What people tell at their nodes of this name, and the account at its own; the server tells it to whom they let see them (4.3). */
export function following(session: Session, node: string): Signal<Heard> {
  session.advertise(`${node}+notify`);
  const heard = signal<Heard>();
  session.onMessage((message) => {
    const found = readEvent(message, node) ?? [];
    const taken = readTaken(message, node);
    if ((found.length === 0 && taken === undefined) || message.attrs.type === 'error') return;
    const from = message.attrs.from ?? session.address;
    const address = bareJid(from);
    // 4.3: such events come from the bare address itself; a server stamps what a device sends with that device.
    if (address === undefined || !sameJid(address, from)) return;
    const items = found.filter(({ publisher }) => publisher === undefined || bareJid(publisher) === address);
    if (items.length > 0 || taken !== undefined) heard.emit({ address, items, ...(taken === undefined ? {} : { taken }) });
  });
  return heard;
}

export function pep(session: Session, pubsub: PubSub) {
  /** `+notify`: this device wants to hear of it (4.3). */
  return function privateNode(node: string): PrivateNode {
    session.advertise(`${node}+notify`);
    const changed = signal<readonly Item[]>();
    /** The node was made by hand on this stream, because the server does not take the options. */
    const byHand = { made: false };
    session.began.on(() => {
      byHand.made = false;
    });

    session.onMessage((message) => {
      const items = readEvent(message, node);
      const { from } = message.attrs;
      // XEP-0223 5 (1.1.1): whoever else sends such an event wants to write into what is private.
      if (items !== undefined && (from === undefined || sameJid(from, session.address))) changed.emit(items);
    });

    /** Before anything is in it, it is made as it has to be, and looked at again. */
    async function make(): Promise<void> {
      await makeAs(pubsub, node, PRIVATE);
      for (const max_items of MOST_ITEMS) {
        const taken = await pubsub.configure(node, { ...PRIVATE, max_items }).then(
          () => true,
          (error: unknown) => {
            if (refused(error)) return false;
            throw error;
          },
        );
        if (taken) break;
      }
      await proveAs(pubsub, node, PRIVATE);
      byHand.made = true;
    }

    return {
      changed,
      items: () => pubsub.items(node),
      async publish(item) {
        if (byHand.made) return await pubsub.publish(node, item);
        try {
          await pubsub.publish(node, item, OPTIONS);
        } catch (error) {
          if (!refused(error)) throw error;
          // XEP-0060 7.1.5: it is there and is otherwise; some servers do not know all of the options.
          if (refused(error, 'conflict')) {
            await pubsub.configure(node, OPTIONS).catch((reason: unknown) => {
              if (!refused(reason)) throw reason;
            });
            const again = await pubsub.publish(node, item, OPTIONS).then(
              () => true,
              (reason: unknown) => {
                if (refused(reason)) return false;
                throw reason;
              },
            );
            if (again) return;
          }
          await make();
          await pubsub.publish(node, item);
        }
      },
    };
  };
}

async function makeAs(pubsub: PubSub, node: string, config: NodeConfig): Promise<void> {
  try {
    await pubsub.create(node, config);
  } catch (error) {
    if (!refused(error, 'conflict')) throw error;
    await pubsub.configure(node, config);
  }
}

async function proveAs(pubsub: PubSub, node: string, { access_model }: NodeConfig): Promise<void> {
  const found = await pubsub.configuration(node);
  if (found.access_model === access_model) return;
  throw new StanzaError('not-allowed', 'cancel', access_model === 'whitelist' ? 'the node is not private' : 'the node is for others');
}

/** Who may see what is published: those who may see the account's presence, or everybody (XEP-0060 4.5). */
export type Access = 'presence' | 'open';

export function sharing(pubsub: PubSub) {
  return {
    /** `options`: the server knows publish-options. Rejects rather than to show it to others than these. */
    async publish(node: string, item: Item, access: Access, options: boolean): Promise<void> {
      const config: NodeConfig = { persist_items: 'true', access_model: access };
      if (options) {
        const done = await pubsub.publish(node, item, config).then(
          () => true,
          (error: unknown) => {
            // It is there and is otherwise (7.1.5), or the server knows the options only in part.
            if (refused(error)) return false;
            throw error;
          },
        );
        if (done) return;
      }
      await makeAs(pubsub, node, config);
      await proveAs(pubsub, node, config);
      await pubsub.publish(node, item);
    },
    /** Who may see what is there; undefined where there is nothing, or nothing that is known of it. */
    async access(node: string): Promise<string | undefined> {
      try {
        return (await pubsub.configuration(node)).access_model;
      } catch (error) {
        if (refused(error)) return undefined;
        throw error;
      }
    },
  };
}

/** The server said no, with this condition or with any; silence and a lost stream are no refusal. */
function refused(error: unknown, condition?: string): boolean {
  if (!(error instanceof StanzaError) || error.condition === 'not-sent' || error.condition === 'remote-server-timeout') return false;
  return condition === undefined || error.condition === condition;
}
