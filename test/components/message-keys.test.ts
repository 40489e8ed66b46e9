// Which key means what for the message that has the focus.
import { describe, expect, it } from 'vitest';
import { messageDeed } from '../../renderer/components/message-keys.ts';
import type { Message } from '../../shared/message.ts';

const message = (more: Partial<Message> = {}): Message => ({
  id: '1',
  conversation: 'c',
  account: 'a',
  direction: 'out',
  sender: 'alice@example.org',
  sentAt: 0,
  position: 1,
  body: 'x',
  length: 1,
  state: 'sent',
  ...more,
});
const press = (key: string, held = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('the keys of a message', () => {
  it.each([
    ['r', 'reply'],
    ['R', 'reply'],
    ['e', 'edit'],
    ['+', 'react'],
    ['c', 'copy'],
    ['Delete', 'delete'],
    ['x', null],
    ['Enter', null],
  ])('%s means %s', (key, deed) => {
    expect(messageDeed(press(key), message(), false)).toBe(deed);
  });

  it('leave what is held with them to the system', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey']) expect(messageDeed(press('c', { [held]: true }), message(), false)).toBeNull();
  });

  it('edit only what is the person’s own, and do nothing but delete with what was taken back', () => {
    expect(messageDeed(press('e'), message({ direction: 'in' }), false)).toBeNull();
    const gone = message({ retractedAt: 1 });
    expect(['r', 'e', '+', 'c', 'Delete'].map((key) => messageDeed(press(key), gone, false))).toEqual([null, null, null, null, 'delete']);
  });

  it('say nothing to somebody who may not hear anything', () => {
    expect(['r', 'e', '+', 'c', 'Delete'].map((key) => messageDeed(press(key), message(), true))).toEqual([
      null,
      null,
      null,
      'copy',
      'delete',
    ]);
  });
});
