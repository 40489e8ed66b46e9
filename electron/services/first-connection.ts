// Signing in is tried once before anything of it is remembered.
import { AppFailure } from '../../shared/errors.ts';
import type { Client } from '../xmpp/client.ts';

/** Resolves with why the first attempt failed, or undefined once online. */
export function firstConnection(client: Client): Promise<AppFailure | undefined> {
  return new Promise((resolve) => {
    const unsubscribe = client.stream.changed.on((connection) => {
      if (connection.state === 'connecting') return;
      unsubscribe();
      if (connection.state === 'online') resolve(undefined);
      else if (connection.state === 'offline') resolve(new AppFailure('lost'));
      else {
        const { failure, detail } = connection;
        const { certificate, tried } = connection.state === 'waiting' ? connection : {};
        resolve(new AppFailure(failure, detail, certificate, tried));
      }
    });
    client.stream.start();
  });
}
