// Signing in on a new device until everybody's presence is known: the product without its window.
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeProducts } from '../../test/services/support.ts';
import { ACCOUNT } from '../corpus.ts';
import { report, stage } from '../harness/contestant.ts';

export interface LiveInput {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly caFile: string;
  readonly people: number;
}

/** Stage: 'done'. */
report(async ({ host, port, password, caFile, people }: LiveInput): Promise<void> => {
  const products = makeProducts();
  const { accounts, announcer, contacts } = products.make({ authorities: loadAuthorities(caFile) });
  const there = new Set<string>();
  const finished = new Promise<void>((resolve) => {
    announcer.changed.on((changes) => {
      for (const id of changes.contacts) if (contacts.byId(id)?.presence.availability !== 'offline') there.add(id);
      if (there.size === people) resolve();
    });
  });
  await accounts.signIn({ address: ACCOUNT, password, server: host, port });
  await finished;
  await stage('done');
  await products.end();
});
