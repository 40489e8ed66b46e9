import { describe, expect, it } from 'vitest';
import { stepTo } from '../../renderer/components/list-keys.ts';

describe('the arrow keys of a list', () => {
  it('go round both ends', () => {
    expect(stepTo('ArrowDown', 0, 3)).toBe(1);
    expect(stepTo('ArrowDown', 2, 3)).toBe(0);
    expect(stepTo('ArrowUp', 0, 3)).toBe(2);
  });

  it('begin at either end when nothing is chosen', () => {
    expect(stepTo('ArrowDown', -1, 3)).toBe(0);
    expect(stepTo('ArrowUp', -1, 3)).toBe(2);
    expect(stepTo('ArrowUp', -1, 1)).toBe(0);
  });

  it('lead nowhere in an empty list, and nor does any other key', () => {
    expect(stepTo('ArrowDown', -1, 0)).toBeUndefined();
    expect(stepTo('Enter', 0, 3)).toBeUndefined();
  });
});
