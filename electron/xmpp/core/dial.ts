// A TCP connection to an address, within a time.
import { connect, type Socket } from 'node:net';
import { asConnectError } from './connect-error.ts';
import { ready } from './ready.ts';

/** Rejects with ConnectError, or with the signal's reason. */
export function dial(address: string, port: number, signal: AbortSignal, timeout: number): Promise<Socket> {
  const socket = connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  return ready(socket, 'connect', { signal, timeout, explain: asConnectError, discard: () => socket.destroy() });
}
