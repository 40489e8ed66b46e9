// XEP-0352 on a stream: said where it is understood, again on every stream, and never counted.
import { expect, it } from 'vitest';
import { subjects } from '../support/client.ts';

const CSI = "<csi xmlns='urn:xmpp:csi:0'/>";
const { subject } = subjects();

it('is told at each change, and again after every new or resumed stream, because each begins as an active one', async () => {
  const alice = await subject();
  const { clientState } = alice.client;
  const first = await alice.signedIn({ features: CSI });
  clientState.setActive(true);
  clientState.setActive(false);
  clientState.setActive(false);
  await first.expect('<inactive xmlns="urn:xmpp:csi:0"/>');
  clientState.setActive(true);
  await first.expect('<active xmlns="urn:xmpp:csi:0"/>');
  clientState.setActive(false);
  await alice.handled(first);
  expect(first.received().insideTls.match(/urn:xmpp:csi:0/g)).toHaveLength(3);
  first.reset();
  await alice.backOff();
  // The answer to the question above is the only stanza: nothing of this counts.
  const resumed = await alice.signedIn({ features: CSI, resume: () => "<resumed xmlns='urn:xmpp:sm:3' previd='resume-1' h='1'/>" });
  await resumed.expect('<inactive xmlns="urn:xmpp:csi:0"/>');
  resumed.reset();
  await alice.backOff();
  const anew = await alice.signedIn({ features: CSI });
  await anew.expect('<inactive xmlns="urn:xmpp:csi:0"/>');
});

it('asks a moment later whether anything was held that had been on its way, once, and only while nobody looks', async () => {
  const alice = await subject();
  const { clientState } = alice.client;
  const connection = await alice.signedIn({ features: CSI });
  await alice.handled(connection);
  const questions = () => connection.received().insideTls.match(/<r xmlns="urn:xmpp:sm:3"\/>/g)?.length ?? 0;
  const before = questions();
  clientState.setActive(false);
  alice.clock.advance(1_000);
  await alice.handled(connection);
  expect(questions()).toBe(before);
  alice.clock.advance(1_000);
  await alice.handled(connection);
  expect(questions()).toBe(before + 1);
  clientState.setActive(true);
  clientState.setActive(false);
  clientState.setActive(true);
  alice.clock.advance(2_000);
  await alice.handled(connection);
  expect(questions()).toBe(before + 1);
});

it('is nothing for a server that does not know it', async () => {
  const alice = await subject();
  const connection = await alice.signedIn();
  alice.client.clientState.setActive(false);
  await alice.handled(connection);
  expect(connection.received().insideTls).not.toContain('urn:xmpp:csi:0');
});
