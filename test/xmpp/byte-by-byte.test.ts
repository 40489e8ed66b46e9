// Every message and every dialogue of these tests once more, each byte read alone: no character, tag or stanza needs to come in one piece.
import { vi } from 'vitest';

vi.mock('../../electron/xmpp/core/parser.ts', async (original) => {
  const parser = await original<typeof import('../../electron/xmpp/core/parser.ts')>();
  return {
    ...parser,
    makeParser(handlers: Parameters<typeof parser.makeParser>[0]): ReturnType<typeof parser.makeParser> {
      const whole = parser.makeParser(handlers);
      return {
        ...whole,
        write(chunk) {
          for (let at = 0; at < chunk.length; at += 1) whole.write(chunk.subarray(at, at + 1));
        },
      };
    },
  };
});

await import('./message.test.ts');
await import('./session.test.ts');
