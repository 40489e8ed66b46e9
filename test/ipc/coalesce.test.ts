import { describe, expect, it } from 'vitest';
import { makeCoalescer, spaced } from '../../electron/ipc/coalesce.ts';
import { makeHandClock } from '../support/hand-clock.ts';

function make() {
  const sent: [string, readonly { readonly id: string }[]][] = [];
  const frames: (() => void)[] = [];
  const add = makeCoalescer({ send: (name, rows) => void sent.push([name, rows]), atFrame: (run) => void frames.push(run) });
  return { sent, frames, add, frame: () => frames.shift()?.() };
}

describe('events of one frame', () => {
  it('become one event per name; the last row of an id wins and stands where it was said last', () => {
    const { sent, frames, add, frame } = make();
    const rows = [1, 2, 3].map((version) => ({ id: 'a', version }));
    add('x.changed', [rows[0] ?? { id: '' }, { id: 'b' }]);
    add('x.changed', [rows[1] ?? { id: '' }]);
    add('y.changed', [{ id: 'a' }]);
    expect(sent).toEqual([]);
    expect(frames).toHaveLength(1);
    frame();
    expect(sent).toEqual([
      ['x.changed', [{ id: 'b' }, { id: 'a', version: 2 }]],
      ['y.changed', [{ id: 'a' }]],
    ]);
    add('x.changed', [rows[2] ?? { id: '' }]);
    frame();
    expect(sent).toHaveLength(3);
  });

  it('what was removed does not come back as changed, whichever name was waiting first', () => {
    const { sent, add, frame } = make();
    add('x.removed', [{ id: 'other' }]);
    add('x.changed', [{ id: 'a' }]);
    add('x.removed', [{ id: 'a' }]);
    frame();
    expect(sent).toEqual([['x.removed', [{ id: 'other' }, { id: 'a' }]]]);
  });

  it('what came back is not removed', () => {
    const { sent, add, frame } = make();
    add('x.removed', [{ id: 'a' }]);
    add('x.changed', [{ id: 'a' }]);
    frame();
    expect(sent).toEqual([['x.changed', [{ id: 'a' }]]]);
  });
});

describe('words about people', () => {
  it('lie apart from each other, but the first after a pause comes with its frame', () => {
    const clock = makeHandClock();
    const sent: number[] = [];
    const add = makeCoalescer({ send: () => void sent.push(clock.now()), atFrame: spaced(clock, 16, 100) });
    const began = clock.now();
    for (let at = 0; at < 300; at += 10) {
      add('contact.changed', [{ id: `${at}` }]);
      clock.advance(10);
    }
    clock.advance(500);
    add('contact.changed', [{ id: 'late' }]);
    clock.advance(20);
    const times = sent.map((at) => at - began);
    expect(times.slice(0, 4)).toEqual([16, 116, 216, 316]);
    expect(times[4]).toBe(816);
  });
});
