// Own messages stand where they were written, the archive has them where they arrived: what others wrote keeps its order whatever stands between.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runs } from '../support/runs.ts';
import { copyOf, startCopies } from './copying.ts';
import type { Where } from './support.ts';

const { kit, setting } = startCopies();
afterAll(() => kit.end());

describe('own messages that stand elsewhere here than in the archive', () => {
  const bodies = ({ conversation }: Where) => kit.messages.page(conversation, null, 20).messages.map(({ body }) => body.split(' ').at(-1));
  const write = ({ conversation }: Where, ...names: readonly string[]) => {
    for (const name of names) kit.messages.send(conversation, name, { stanzaId: name, originId: name });
  };
  /** As the account's archive has them; what begins with w is our own. */
  const archived = (where: Where, ...names: readonly string[]) =>
    names.map((name) => copyOf('archive', name, name.startsWith('w') ? 'out' : 'in', where));
  function read(where: Where, names: readonly string[], page: { after?: string; before?: string } = {}): void {
    const { account } = where;
    const place = kit.messages.receivePage(archived(where, ...names), { account, ...page });
    kit.sync.cover(account, '', { ids: names.map((name) => `archive-${name}`), ...page, ...place });
  }

  it('do not take what comes next in front of what came while they were on their way', () => {
    const where = setting();
    write(where, 'w1', 'w2');
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    read(where, ['a', 'w1', 'w2']);
    read(where, ['b', 'c'], { after: 'archive-w2' });
    expect(bodies(where)).toEqual(['w1', 'w2', 'a', 'b', 'c']);
  });

  it('nor where the archive is followed live', () => {
    const where = setting();
    write(where, 'w1');
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    kit.sync.setMark(where.account, '', 'archive-a');
    kit.messages.receive(copyOf('carbon', 'w1', 'out', where));
    kit.sync.setMark(where.account, '', 'archive-w1');
    write(where, 'w2');
    read(where, ['b'], { after: 'archive-w1' });
    expect(bodies(where)).toEqual(['w1', 'a', 'b', 'w2']);
  });

  it('nor where the mark is no message, and stood still while an own one was uncertain', () => {
    const where = setting();
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    kit.sync.setMark(where.account, '', 'archive-a');
    write(where, 'w1');
    kit.messages.receive(copyOf('live with archive id', 'b', 'in', where));
    kit.sync.setMark(where.account, '', 'a receipt');
    read(where, ['c'], { after: 'a receipt' });
    expect(bodies(where)).toEqual(['a', 'w1', 'b', 'c']);
  });

  it('stay in front of what comes after they were acknowledged, though the archive has not told of them', () => {
    const where = setting();
    write(where, 'w1');
    kit.sync.setMark(where.account, '', 'a receipt for w1');
    read(where, ['a'], { after: 'a receipt for w1' });
    write(where, 'w2');
    kit.sync.setMark(where.account, '', 'a receipt for w2');
    read(where, ['b'], { after: 'a receipt for w2' });
    expect(bodies(where)).toEqual(['w1', 'a', 'w2', 'b']);
  });

  it.each([
    ['at once', [['w1', 'b', 'c']]],
    ['in pieces', [['c'], ['w1', 'b']]],
  ])('do not take what fills a gap behind what follows the gap: %s', (_, pages) => {
    const where = setting();
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    kit.sync.setMark(where.account, '', 'archive-a');
    write(where, 'w1');
    read(where, ['y', 'z']);
    let before = 'archive-y';
    for (const [index, page] of pages.entries()) {
      read(where, page, { before, ...(index === pages.length - 1 ? { after: 'archive-a' } : {}) });
      before = `archive-${page[0]}`;
    }
    expect(bodies(where)).toEqual(['a', 'b', 'c', 'y', 'z', 'w1']);
  });

  it('leave both sides in their order, whenever they were written and however the archive is read', () => {
    const course = fc.record({
      // In the archive's order: true is our own, written so many messages before it reached the server.
      items: fc.array(fc.record({ own: fc.boolean(), lead: fc.integer({ min: 0, max: 6 }) }), { minLength: 1, maxLength: 24 }),
      followed: fc.nat(24),
      pageSize: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(course, ({ items, followed, pageSize }) => {
        kit.archive.transaction(() => {
          const where = setting();
          const names = items.map(({ own }, index) => `${own ? 'w' : 'a'}${index}`);
          const ids = (from: number, to: number) => names.slice(from, to);
          let written = 0;
          /** What is ours and was written by the time the archive had so many. */
          const writeUpTo = (at: number) => {
            const last = items.findLastIndex(({ own, lead }, index) => own && index - lead <= at);
            for (; written <= last; written += 1) if (items[written]?.own) write(where, names[written] ?? '');
          };
          const until = Math.min(followed, items.length);
          for (let at = 0; at < until; at += 1) {
            writeUpTo(at);
            const name = names[at] ?? '';
            kit.messages.receive(copyOf('live with archive id', name, items[at]?.own ? 'out' : 'in', where));
            kit.sync.setMark(where.account, '', `archive-${name}`);
          }
          writeUpTo(items.length);
          for (let end = items.length; end > until; end -= pageSize) {
            const from = Math.max(until, end - pageSize);
            read(where, ids(from, end), {
              ...(end < items.length ? { before: `archive-${names[end]}` } : {}),
              ...(from === until && until > 0 ? { after: `archive-${names[until - 1]}` } : {}),
            });
          }
          const shown = kit.messages.page(where.conversation, null, 50).messages;
          for (const direction of ['in', 'out']) {
            const side = shown.filter((each) => each.direction === direction).map(({ body }) => body.split(' ').at(-1));
            expect(side).toEqual(names.filter((name) => name.startsWith('w') === (direction === 'out')));
          }
        });
      }),
      runs(200),
    );
  });

  it('do not take the beginning of a page behind what stands in front of them', () => {
    const where = setting();
    kit.messages.receive(copyOf('live', 'b', 'in', where));
    write(where, 'w1');
    read(where, ['a', 'w1', 'b']);
    expect(bodies(where)).toEqual(['a', 'b', 'w1']);
  });
});
