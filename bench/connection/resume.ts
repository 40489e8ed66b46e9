// One client that signs in, is cut off with a message on its way, and comes back when told: Kith's own, or the least a script can do.
import { makeClient } from '../../electron/xmpp/client.ts';
import { systemClock } from '../../shared/clock.ts';
import { trusting } from '../../test/support/certificates.ts';
import { report, stage } from '../harness/contestant.ts';
import { bind, type RawPlace, signIn } from '../raw-client.ts';

export interface ResumeInput extends RawPlace {
  readonly client: 'kith' | 'script';
}

/** Stages in order: 'ready' (cut me off), 'written' (the message is lost), 'acknowledged'; each but the last is answered by a message. */
report(async ({ client, ...place }: ResumeInput): Promise<void> => {
  await { kith, script }[client](place);
});

const MESSAGE = 'This one has to arrive';

async function kith({ host, port, domain, user, password, caFile }: RawPlace): Promise<void> {
  const client = makeClient({
    address: `${user}@${domain}`,
    password: async () => password,
    resource: 'bench',
    server: host,
    port,
    authorities: trusting(caFile),
    clock: systemClock,
    random: Math.random,
    commit: (work) => work(),
    about: { version: '', tellsVersion: () => false, tellsTime: () => false },
    caps: { seenBy: () => false, cache: { find: () => undefined, keep: () => undefined } },
    guard: (_, work) => work(),
    stalled: (error) => {
      throw error;
    },
  });
  const acknowledged = new Promise<void>((resolve) => {
    client.stream.arrived.on((tokens) => tokens.includes('1') && resolve());
  });
  const online = new Promise<void>((resolve) => client.session.began.on(() => resolve()));
  client.stream.start();
  await online;
  await stage('ready');
  client.messages.send([{ to: `bob@${domain}`, id: 'lost', body: MESSAGE, token: '1' }], (keep) => keep());
  const offline = new Promise<void>((resolve) => client.stream.offline.on(() => resolve()));
  await stage('written');
  await offline;
  client.stream.now();
  await acknowledged;
  await stage('acknowledged');
}

async function script(place: RawPlace): Promise<void> {
  const lost = await signIn(place);
  const id = await bind(lost);
  await stage('ready');
  const message = `<message type='chat' to='bob@${place.domain}' id='lost'><body>${MESSAGE}</body></message><r xmlns='urn:xmpp:sm:3'/>`;
  lost.send(message);
  const closed = new Promise<void>((resolve) => lost.socket.once('close', () => resolve()));
  await stage('written');
  await closed;
  const again = await signIn(place);
  again.send(`<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>`);
  await again.expect(/<resumed[^>]*>/);
  again.send(message);
  await again.expect(/<a [^>]*h=['"]1/);
  await stage('acknowledged');
}
