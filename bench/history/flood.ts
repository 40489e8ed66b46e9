// The product without its window, signed in, while more messages come than it can keep up with. Resolves when every one of them is stored.
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeProducts } from '../../test/services/support.ts';
import { PASSWORD, type Place } from '../answering-server.ts';
import { ACCOUNT } from '../corpus.ts';
import { report, stage } from '../harness/contestant.ts';

export interface FloodInput extends Place {
  readonly caFile: string;
  readonly messages: number;
}

/** Stages: 'ready' (send now), 'done' (all of them are stored). */
report(async ({ host, port, caFile, messages }: FloodInput): Promise<void> => {
  const products = makeProducts();
  const { accounts, announcer, archive } = products.make({ authorities: loadAuthorities(caFile) });
  await accounts.signIn({ address: ACCOUNT, password: PASSWORD, server: host, port });
  const finished = new Promise<void>((resolve) => {
    let left = messages;
    announcer.changed.on((changes) => {
      left -= changes.messages.size;
      if (left === 0) resolve();
    });
  });
  await stage('ready');
  await finished;
  await stage('done');
  const rows = archive.prepare<[], { count: number }>('SELECT count(DISTINCT stanza_id) AS count FROM messages').get()?.count;
  if (rows !== messages) throw new Error(`${rows} of ${messages} are stored`);
  await products.end();
});
