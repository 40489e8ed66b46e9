// What the person does to messages: correct, take back, delete here, react. In effect at once; told to the other side when there is a connection.
import { AppFailure } from '../../shared/errors.ts';
import { type Mention, sameMentions } from '../../shared/mention.ts';
import { BODY_LIMIT, type Message, type Revision } from '../../shared/message.ts';
import type { OwnChangeStore, OwnKind } from '../archive/own-changes.ts';
import { MOST_REACTIONS } from '../xmpp/xep/0444-reactions.ts';
import type { Announcer } from './announce.ts';
import { lines, mentionsIn } from './mentions.ts';

export interface Life {
  /** Another text for an own message. Throws AppFailure. */
  correct(message: string, text: string, mentions?: readonly Mention[]): Message;
  /** Takes an own message back: everybody is asked to delete it. Throws AppFailure. */
  retract(message: string): Message;
  /** `emoji`: one (XEP-0444). Throws AppFailure. */
  react(message: string, emoji: string, on: boolean): Message;
  revisions(message: string): readonly Revision[];
  /** From this device only. Throws AppFailure. */
  deleteHere(message: string): void;
}

export interface LifeOptions {
  readonly store: OwnChangeStore;
  readonly message: (id: string) => Message | undefined;
  readonly body: (id: string) => string;
  /** Bare JID of an account. */
  readonly address: (account: string) => string | undefined;
  /** A stranger's, and not decided: they do not learn whether anything was seen. */
  readonly undecided: (conversation: string) => boolean;
  readonly announcer: Announcer;
  readonly newId: () => string;
  /** Cleans what XML cannot carry. */
  readonly clean: (text: string) => string;
}

export function makeLife({ store, message: byId, body, address, undecided, announcer, newId, clean }: LifeOptions): Life {
  const own = (id: string): Message => {
    const message = byId(id) ?? fail('not-found');
    return message.direction === 'out' && message.retractedAt === undefined ? message : fail('invalid-call');
  };

  function announce(ids: readonly string[]): void {
    for (const id of ids) {
      const message = byId(id);
      if (message !== undefined) announcer.message(message);
    }
  }

  function say(id: string, kind: OwnKind, content: string, mentions: readonly Mention[] = []): Message {
    announcer.batch(() => announce(store.say(id, kind, content, newId(), mentions) ?? fail('not-found')));
    return byId(id) ?? fail('not-found');
  }

  return {
    correct(id, text, mentions = []) {
      const message = own(id);
      const wanted = clean(lines(text));
      const meant = mentionsIn(text, mentions, clean);
      if (wanted.trim() === '') throw new AppFailure('invalid-call', 'nothing to send');
      if (wanted.length > BODY_LIMIT) throw new AppFailure('too-long');
      if (wanted === body(id) && sameMentions(meant, message.mentions ?? [])) return message;
      const neverLeft = announcer.batch(() => {
        if (!store.rewrite(id, wanted, meant)) return false;
        announce([id]);
        return true;
      });
      return neverLeft ? (byId(id) ?? message) : say(id, 'correction', wanted, meant);
    },
    retract: (id) => say(own(id).id, 'retraction', ''),
    react(id, emoji, on) {
      const message = byId(id) ?? fail('not-found');
      if (message.retractedAt !== undefined || undecided(message.conversation)) throw new AppFailure('invalid-call');
      const me = address(message.account) ?? fail('not-found');
      const mine = (message.reactions ?? []).filter(({ senders }) => senders.includes(me)).map((each) => each.emoji);
      const wanted = on ? [...new Set([...mine, emoji])].slice(-MOST_REACTIONS) : mine.filter((each) => each !== emoji);
      return wanted.length === mine.length && wanted.every((each) => mine.includes(each))
        ? message
        : say(id, 'reactions', JSON.stringify(wanted));
    },
    revisions: (id) => store.revisions(id),
    deleteHere(id) {
      announcer.batch(() => {
        const { conversation, touched } = store.deleteHere(id) ?? fail('not-found');
        announcer.removed({ id, conversation });
        announce(touched);
      });
    },
  };
}

function fail(kind: 'not-found' | 'invalid-call'): never {
  throw new AppFailure(kind);
}
