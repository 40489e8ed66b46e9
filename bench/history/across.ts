// From Enter in one window to the message in the other's, over a real Prosody; against one script that sends to another.
import { startApp } from '../../test/support/app.ts';
import { startProsody } from '../../test/support/prosody.ts';
import { median } from '../harness/judge.ts';
import type { Bench } from '../harness/measure.ts';
import { bind, type RawClient, signIn } from '../raw-client.ts';
import { awaitMessage } from './window.ts';

const MESSAGES = 15;
const PASSWORD = 'a-password';

export const ACROSS = { id: 'history.across', what: "Enter to the message in the other's window, against two scripts" };

export async function across(bench: Bench): Promise<void> {
  if (!bench.wants(ACROSS.id)) return;
  const names = ['alice', 'bob', 'carol', 'dave'];
  const server = await startProsody({ accounts: Object.fromEntries(names.map((name) => [name, PASSWORD])), rosters: [['alice', 'bob']] });
  const { caFile, domain, host, port } = server;
  const raw = async (user: string): Promise<RawClient> => {
    const client = await signIn({ host, port, domain, user, password: PASSWORD, caFile });
    await bind(client);
    client.send('<presence/>');
    return client;
  };
  const apps = await Promise.all([startApp({ caFile }), startApp({ caFile })]);
  const [alice, bob] = apps;
  try {
    await alice.signIn({ address: `alice@${domain}`, password: PASSWORD, server: host, port });
    await bob.signIn({ address: `bob@${domain}`, password: PASSWORD, server: host, port });
    await alice.open(`bob@${domain}`);
    await bob.open(`alice@${domain}`);
    const [carol, dave] = [await raw('carol'), await raw('dave')];
    let round = 0;
    const turn = (one: (text: string) => Promise<number>) => async (): Promise<number> => {
      const times: number[] = [];
      // The first one meets what is not warm yet.
      for (let number = 0; number <= MESSAGES; number++) times.push(await one(`number ${round++}.`));
      return median(times.slice(1));
    };
    await bench.measure([ACROSS.id], {
      ours: turn(async (text) => {
        const sent = await awaitMessage(alice.page, text);
        const seen = await awaitMessage(bob.page, text);
        await alice.composer().fill(text);
        await alice.composer().press('Enter');
        return (await seen.evaluate(({ painted }) => painted)) - (await sent.evaluate(({ pressed }) => pressed));
      }),
      floor: turn(async (text) => {
        const heard = dave.expect(new RegExp(`<message[^>]*>(?:(?!</message>)[\\s\\S])*${text}`));
        const began = performance.now();
        carol.send(`<message to='dave@${domain}' type='chat' id='m${round}'><body>${text}</body></message>`);
        await heard;
        return performance.now() - began;
      }),
    });
    for (const { socket } of [carol, dave]) socket.destroy();
  } finally {
    for (const app of apps) await app.dispose();
    await server.stop();
  }
}
