// ipcMain, and the way from a message of the isolated world to its handlers and back.
import { EventEmitter } from 'node:events';
import type { IpcMain, WebFrameMain } from 'electron';
import { guard } from './guard.ts';
import { wire } from './page.js';

type Handler = (event: never, ...args: unknown[]) => unknown;

export interface Ipc {
  readonly ipcMain: object;
  /** Handles one `send` or `invoke`; the answer of an invoke goes to `reply`. */
  receive(sender: Sender, message: Record<string, unknown>): void;
  /** The arguments of webContents.send as the page gets them; throws for what is not JSON. */
  encode(args: readonly unknown[]): unknown;
}

export interface Sender {
  readonly contents: EventEmitter;
  readonly frame: WebFrameMain;
  post(message: unknown): void;
}

export function makeIpc(): Ipc {
  const values = wire();
  const handlers = new Map<string, Handler>();
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);

  const members = {
    handle(channel, listener) {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      handlers.set(channel, listener as Handler);
    },
    handleOnce(channel, listener) {
      members.handle(channel, (event, ...args) => {
        handlers.delete(channel);
        return (listener as (...all: unknown[]) => unknown)(event, ...args);
      });
    },
    removeHandler: (channel) => void handlers.delete(channel),
  } satisfies Pick<IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>;

  return {
    ipcMain: guard('ipcMain', Object.assign(emitter, members)),
    encode: (args) => values.encode([...args]),
    receive(sender, message) {
      const channel = String(message.channel);
      const args = values.decode(message.args) as unknown[];
      const common = {
        type: 'frame',
        sender: sender.contents,
        senderFrame: sender.frame,
        frameId: 1,
        processId: 1,
        frameTreeNodeId: 1,
        preventDefault() {},
      };
      if (message.type === 'send') {
        const event = guard('event', {
          ...common,
          ports: [],
          returnValue: undefined,
          reply: (to: string, ...rest: unknown[]) => sender.post({ type: 'event', channel: to, args: values.encode(rest) }),
        });
        sender.contents.emit('ipc-message', event, channel, ...args);
        emitter.emit(channel, event, ...args);
        return;
      }
      const answer = async () => {
        const handler = handlers.get(channel);
        if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
        return values.encode(await handler(guard('event', common) as never, ...args));
      };
      answer().then(
        (value) => sender.post({ type: 'reply', id: message.id, value }),
        (error: unknown) => {
          console.error(`Error occurred in handler for '${channel}': ${error instanceof Error ? error.stack : String(error)}`);
          sender.post({ type: 'reply', id: message.id, error: `Error invoking remote method '${channel}': ${String(error)}` });
        },
      );
    },
  };
}
