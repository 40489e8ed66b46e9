// A message's life as the tests of this folder tell it: what two people wrote and said about it, by every road it comes.
import type { ChangeFact, ChangeKind, Fact } from '../../electron/archive/facts.ts';
import { ALICE, BOB, countMentions, countUnread, NOW, search, startRuns, type Where } from './support.ts';

export type Item = Omit<Fact, keyof Where | 'live' | 'sentAt'> | Omit<ChangeFact, keyof Where | 'live' | 'sentAt'>;
/** Stands for the address of the account. */
export const ME = 'me';
const naming = (body: string, address: string) => ({ mentions: [{ from: 0, to: body.indexOf(' '), address }] });

export const said = (change: ChangeKind, by: 'in' | 'out', stanzaId: string, target: string, content = ''): Item => ({
  change,
  direction: by,
  sender: by === 'in' ? BOB : ALICE,
  stanzaId,
  target,
  content,
});
export const wrote = (by: 'in' | 'out', stanzaId: string, body: string): Item => ({
  direction: by,
  sender: by === 'in' ? BOB : ALICE,
  stanzaId,
  originId: stanzaId,
  body,
});

export const SAID = {
  theirs: { ...wrote('in', 'm1', 'furst text'), ...naming('furst text', ME) },
  ours: wrote('out', 'm2', 'an answer'),
  firstEdit: said('correction', 'in', 'e1', 'm1', 'first text'),
  secondEdit: { ...said('correction', 'in', 'e2', 'm1', 'second text'), ...naming('second text', ME) },
  reaction: said('reactions', 'out', 'r1', 'm1', '["👍","🎉"]'),
  otherReaction: said('reactions', 'out', 'r2', 'm1', '["🎉"]'),
  theirReaction: said('reactions', 'in', 'r3', 'm2', '["❤️"]'),
  receipt: said('receipt', 'in', 'x1', 'm2'),
  marker: said('marker', 'in', 'd1', 'm2'),
  retraction: said('retraction', 'in', 't1', 'm1'),
} as const;

/** As it stands in the server's archive. */
export const ARCHIVE = Object.values(SAID);

export const copy = (item: Item, where: Where, road: 'live' | 'carbon' | 'archive'): Fact | ChangeFact => {
  const place = ARCHIVE.indexOf(item);
  const archived = road === 'live' ? {} : { archiveId: `archive-${place}` };
  const mentions = item.mentions?.map((each) => (each.address === ME ? { ...each, address: `${where.account}@example.org` } : each));
  return {
    ...item,
    ...(mentions && { mentions }),
    ...where,
    ...archived,
    live: road !== 'archive',
    sentAt: NOW + place * 10 + (road === 'archive' ? 0 : 5),
  } as Fact | ChangeFact;
};

/** An archive in which many such lives are told, each in an account of its own. */
export function startLives() {
  const { kit, setting } = startRuns();

  function arrive(fact: Fact | ChangeFact): void {
    if ('change' in fact) kit.messages.change(fact);
    else kit.messages.receive(fact);
  }

  function page(items: readonly Item[], where: Where, next: { after?: string; before?: string } = {}): void {
    const { firstPosition, lastPosition } = kit.messages.receivePage(
      items.map((item) => copy(item, where, 'archive')),
      { account: where.account, ...next },
    );
    const ids = items.map((item) => `archive-${ARCHIVE.indexOf(item)}`);
    const edges = firstPosition === undefined || lastPosition === undefined ? {} : { firstPosition, lastPosition };
    kit.sync.cover(where.account, '', { ids, ...next, ...edges });
  }

  function rows(where: Where) {
    const known = new Map<string, string>();
    const own = `${where.account}@example.org`;
    // In the order they were written: where messages that came out of order stand is another matter (own-order.test.ts).
    const messages = kit.messages.page(where.conversation, null, 50).messages.toSorted((a, b) => a.sentAt - b.sentAt);
    for (const { id } of messages) known.set(id, `message ${known.size}`);
    return {
      messages: messages.map(({ id, conversation: _, account: __, position: ___, mentions, ...message }) => ({
        ...message,
        id: known.get(id),
        ...(mentions && { mentions: mentions.map(({ address, ...place }) => ({ ...place, address: address === own ? ME : address })) }),
      })),
      unread: kit.conversations.byId(where.conversation)?.unread,
      counted: countUnread(kit.archive, where.conversation),
      mentions: kit.conversations.byId(where.conversation)?.mentions ?? 0,
      countedMentions: countMentions(kit.archive, where.conversation),
      indexed: ['furst', 'first', 'second', 'answer'].filter((word) => search(kit.archive, word).some((id) => known.has(String(id)))),
    };
  }

  const standing = (where: Where) => kit.messages.page(where.conversation, null, 50).messages;

  return { kit, setting, arrive, page, rows, standing };
}
