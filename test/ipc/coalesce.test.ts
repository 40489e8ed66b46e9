import { describe, expect, it } from 'vitest';
import { type Frame, makeCoalescer } from '../../electron/ipc/coalesce.ts';

function make() {
  const sent: Frame[] = [];
  const frames: (() => void)[] = [];
  const add = makeCoalescer({ send: (frame) => void sent.push(frame), atFrame: (run) => void frames.push(run) });
  return { sent, frames, add, frame: () => frames.shift()?.() };
}

describe('events of one frame', () => {
  it('come at once, one event per name; the last row of an id wins and stands where it was said last', () => {
    const { sent, frames, add, frame } = make();
    const rows = [1, 2, 3].map((version) => ({ id: 'a', version }));
    add('x.changed', [rows[0] ?? { id: '' }, { id: 'b' }]);
    add('x.changed', [rows[1] ?? { id: '' }]);
    add('y.changed', [{ id: 'a' }]);
    expect(sent).toEqual([]);
    expect(frames).toHaveLength(1);
    frame();
    expect(sent).toEqual([
      [
        ['x.changed', [{ id: 'b' }, { id: 'a', version: 2 }]],
        ['y.changed', [{ id: 'a' }]],
      ],
    ]);
    add('x.changed', [rows[2] ?? { id: '' }]);
    frame();
    expect(sent).toHaveLength(2);
  });

  it('what was removed does not come back as changed, whichever name was waiting first', () => {
    const { sent, add, frame } = make();
    add('x.removed', [{ id: 'other' }]);
    add('x.changed', [{ id: 'a' }]);
    add('x.removed', [{ id: 'a' }]);
    frame();
    expect(sent).toEqual([[['x.removed', [{ id: 'other' }, { id: 'a' }]]]]);
  });

  it('what came back is not removed', () => {
    const { sent, add, frame } = make();
    add('x.removed', [{ id: 'a' }]);
    add('x.changed', [{ id: 'a' }]);
    frame();
    expect(sent).toEqual([[['x.changed', [{ id: 'a' }]]]]);
  });
});
