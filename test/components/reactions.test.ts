// Reactions under a message: who said them, and that nothing is said where nothing may be.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Reactions } from '../../renderer/components/MessageParts.tsx';
import type { Message } from '../../shared/message.ts';

const ME = 'alice@example.org';
const message = { reactions: [{ emoji: '👍', senders: [ME, 'bob@example.org'] }] } as unknown as Message;
const markup = (silent: boolean): string =>
  renderToStaticMarkup(createElement(Reactions, { message, own: ME, other: 'Bob', silent, onReact: () => undefined }));

it('are buttons to join in, and none where nothing may be said to the other side', () => {
  expect(markup(false)).toMatch(/<button[^>]* aria-pressed="true"/);
  expect(markup(false)).not.toContain('disabled');
  expect(markup(true)).toMatch(/<button[^>]* disabled=""/);
});
