// The bridge: what it asks for before the page does, and what it keeps for a page that does not listen yet.
import { expect, it, vi } from 'vitest';
import type { Bridge } from '../shared/ipc.ts';

const electron = vi.hoisted(() => ({
  asked: [] as unknown[][],
  tell: (..._event: unknown[]): void => undefined,
  exposed: undefined as unknown,
}));
vi.mock('electron', () => ({
  ipcRenderer: {
    invoke: async (...args: unknown[]) => `answer ${electron.asked.push(args)}`,
    on(_channel: string, listener: (...event: unknown[]) => void) {
      electron.tell = listener;
    },
  },
  contextBridge: {
    exposeInMainWorld(_key: string, api: unknown) {
      electron.exposed = api;
    },
  },
}));
await import('../electron/preload.ts');
const bridge = electron.exposed as Bridge;

it('asks for the first snapshot by itself, once, and for everything else when told to', async () => {
  expect(electron.asked).toEqual([['call', 'app.snapshot', []]]);
  expect(await bridge.call('messages.body', ['1'])).toBe('answer 2');
  expect(await bridge.call('app.snapshot', [])).toBe('answer 1');
  expect(await bridge.call('app.snapshot', [])).toBe('answer 3');
});

it('keeps what came before anybody listened, in order', () => {
  const heard: string[] = [];
  electron.tell({}, 'one');
  electron.tell({}, 'two');
  const stop = bridge.on((frame) => heard.push(frame));
  electron.tell({}, 'three');
  expect(heard).toEqual(['one', 'two', 'three']);
  stop();
  electron.tell({}, 'four');
  expect(heard).toHaveLength(3);
});
