// Contacts and who sees whom, on a real Prosody, with Kith on both sides: every state of RFC 6121 Appendix A is reached.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { type Seeing, seeingOf } from '../../shared/contact.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORD = 'a password';
let server: ProsodyServer;
const products = makeProducts();
interface Side {
  readonly made: Made;
  readonly account: string;
}
let alice: Side;
let bob: Side;
let eve: Peer;

const here = (who: string): string => `${who}@${server.domain}`;
const signIn = async (who: string): Promise<Side> => {
  const made = products.make({ authorities: loadAuthorities(server.caFile) });
  const account = await made.accounts.signIn({ address: here(who), password: PASSWORD, server: server.host, port: server.port });
  await until(() => made.blocks.of(account.id).offered !== null);
  return { made, account: account.id };
};
const seeing = ({ made, account }: Side, who: string): Seeing | undefined => {
  const contact = made.contacts.find(account, here(who));
  return contact && seeingOf(contact);
};
const become = (ofAlice: Seeing | undefined, ofBob: Seeing | undefined) =>
  until(() => seeing(alice, 'bob') === ofAlice && seeing(bob, 'alice') === ofBob);

beforeAll(async () => {
  server = await startProsody({
    accounts: { alice: PASSWORD, bob: PASSWORD, carol: PASSWORD, dave: PASSWORD, eve: PASSWORD },
    rosters: [
      ['alice', 'carol'],
      ['alice', 'dave'],
    ],
  });
  [alice, bob] = [await signIn('alice'), await signIn('bob')];
  eve = await connectPeer({ address: here('eve'), password: PASSWORD, host: server.host, port: server.port, caFile: server.caFile });
});

afterAll(async () => {
  await products.end();
  await eve.close();
  await server.stop();
});

describe('who sees whom', () => {
  it('goes through every state', async () => {
    const a = (change: Parameters<Made['managing']['seeing']>[2]) => alice.made.managing.seeing(alice.account, here('bob'), change);
    const b = (change: Parameters<Made['managing']['seeing']>[2]) => bob.made.managing.seeing(bob.account, here('alice'), change);
    await alice.made.contacts.add(alice.account, here('bob'));
    await become('none-asked', 'none-asks');
    await bob.made.contacts.add(bob.account, here('alice'));
    await become('none-both-ask', 'none-both-ask');
    alice.made.contacts.answer(alice.account, here('bob'), true);
    await become('from-asked', 'to-asks');
    bob.made.contacts.answer(bob.account, here('alice'), true);
    await become('both', 'both');
    await until(() => alice.made.contacts.find(alice.account, here('bob'))?.presence.availability === 'available');
    await a('stop-showing');
    await become('to', 'from');
    await until(() => bob.made.contacts.find(bob.account, here('alice'))?.presence.availability === 'offline');
    await a('stop-seeing');
    await become('none', 'none');
    await b('ask');
    await become('none-asks', 'none-asked');
    await b('stop-seeing');
    await become('none', 'none');
  });

  it('is allowed ahead of being asked, where the server keeps that (RFC 6121 3.4)', async () => {
    expect(alice.made.accounts.list()[0]?.approves).toBe(true);
    await alice.made.managing.seeing(alice.account, here('bob'), 'show');
    await until(() => alice.made.contacts.find(alice.account, here('bob'))?.approved === true);
    await bob.made.managing.seeing(bob.account, here('alice'), 'ask');
    await become('from', 'to');
    expect(alice.made.contacts.find(alice.account, here('bob'))?.request).toBe(false);
  });

  it('ends on both sides when a contact is removed', async () => {
    await alice.made.managing.remove(alice.account, here('bob'));
    await become(undefined, 'none');
    await expect(alice.made.managing.remove(alice.account, here('bob'))).rejects.toMatchObject({ error: { kind: 'not-found' } });
  });
});

describe('what was allowed ahead of being asked', () => {
  const at = () => alice.made.contacts.find(alice.account, here('bob'));
  const allow = async (): Promise<void> => {
    await alice.made.accounts.client(alice.account)?.roster.set(here('bob'), undefined);
    await until(() => at()?.listed === true);
    await alice.made.managing.seeing(alice.account, here('bob'), 'show');
    expect(at()?.approved).toBe(true);
  };
  const end = async (): Promise<void> => {
    await alice.made.managing.remove(alice.account, here('bob'));
    await until(() => at() === undefined && bob.made.contacts.find(bob.account, here('alice'))?.subscription === 'none');
  };

  it('is taken back before they ask: then they have to ask', async () => {
    await allow();
    await alice.made.managing.seeing(alice.account, here('bob'), 'stop-showing');
    expect(at()?.approved).toBe(false);
    await bob.made.managing.seeing(bob.account, here('alice'), 'ask');
    await until(() => at()?.request === true);
    expect(at()?.subscription).toBe('none');
    alice.made.contacts.answer(alice.account, here('bob'), false);
    await end();
  });

  it('stays so when they get another name or group', async () => {
    await allow();
    await alice.made.managing.edit(alice.account, here('bob'), 'Bobby', ['Old']);
    await alice.made.managing.renameGroup(alice.account, 'Old', 'New');
    expect(at()?.approved).toBe(true);
    await bob.made.managing.seeing(bob.account, here('alice'), 'ask');
    await until(() => at()?.subscription === 'from');
    await end();
  });
});

describe('names and groups', () => {
  const groups = (who: string) => alice.made.contacts.find(alice.account, here(who))?.groups.toSorted();
  const edit = (who: string, name: string, into: readonly string[]) => alice.made.managing.edit(alice.account, here(who), name, into);

  it('are kept by the server, several groups each, none empty and none twice', async () => {
    await edit('carol', ' Carol\u0000 ', ['Work', ' Work ', '', 'Ünï']);
    await edit('dave', '', ['Friends']);
    await until(() => groups('carol')?.length === 2 && groups('dave')?.length === 1);
    expect(groups('carol')).toEqual(['Work', 'Ünï']);
    expect(alice.made.contacts.find(alice.account, here('carol'))).toMatchObject({ name: 'Carol', given: 'Carol' });
    expect(alice.made.contacts.find(alice.account, here('dave'))).toMatchObject({ name: 'dave' });
  });

  it('a group is renamed for everybody in it, and two of one name become one', async () => {
    await alice.made.managing.renameGroup(alice.account, 'Friends', 'Work');
    await alice.made.managing.renameGroup(alice.account, 'Work', 'Office');
    await until(() => groups('dave')?.[0] === 'Office');
    expect([groups('carol'), groups('dave')]).toEqual([['Office', 'Ünï'], ['Office']]);
    expect(alice.made.contacts.find(alice.account, here('carol'))?.given).toBe('Carol');
    await expect(alice.made.managing.renameGroup(alice.account, 'Office', ' ')).rejects.toMatchObject({ error: { kind: 'invalid-call' } });
  });

  it('are not changed by what others send (CVE-2015-8688, CVE-2016-9928, CVE-2019-16236: forged roster pushes)', async () => {
    const jid = alice.made.accounts.client(alice.account)?.session.jid;
    const item = xml('item', { jid: here('eve'), subscription: 'both', name: 'Carol' });
    const push = xml('iq', { type: 'set', to: jid }, xml('query', { xmlns: 'jabber:iq:roster' }, item));
    await expect(eve.request(push)).rejects.toThrow('service-unavailable');
    expect(alice.made.contacts.find(alice.account, here('eve'))).toBeUndefined();
  });
});

it('nothing is changed without a connection', async () => {
  await alice.made.accounts.client(alice.account)?.stream.stop();
  await expect(alice.made.managing.edit(alice.account, here('carol'), 'Other', [])).rejects.toMatchObject({ error: { kind: 'lost' } });
  await expect(alice.made.managing.seeing(alice.account, here('carol'), 'ask')).rejects.toMatchObject({ error: { kind: 'lost' } });
});
