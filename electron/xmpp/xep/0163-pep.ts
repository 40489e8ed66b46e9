// XEP-0163 Personal Eventing Protocol, version 1.2.2, with the private storage of XEP-0223: nodes of the account that only its own devices see.
import { sameJid } from '../../../shared/jid.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { StanzaError } from '../core/xml.ts';
import { type Item, type NodeConfig, type PubSub, readEvent } from './0060-pubsub.ts';

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
      try {
        await pubsub.create(node, PRIVATE);
      } catch (error) {
        if (!refused(error, 'conflict')) throw error;
        await pubsub.configure(node, PRIVATE);
      }
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
      const { access_model } = await pubsub.configuration(node);
      if (access_model !== 'whitelist') throw new StanzaError('not-allowed', 'cancel', 'the node is not private');
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

/** The server said no, with this condition or with any; silence and a lost stream are no refusal. */
function refused(error: unknown, condition?: string): boolean {
  if (!(error instanceof StanzaError) || error.condition === 'not-sent' || error.condition === 'remote-server-timeout') return false;
  return condition === undefined || error.condition === condition;
}
