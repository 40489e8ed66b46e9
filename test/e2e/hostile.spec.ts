/// <reference lib="dom" />
// Remote text never becomes anything but text; what a hostile peer or server sends ends neither the app nor the stream without a word.
import { expect, test } from '../support/world.ts';

const BODIES = [
  '<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>',
  'javascript:alert(1) data:text/html,<script>alert(1)</script> file:///etc/passwd smb://host/share',
  '\u202Egnp.exe\u202C and \u2066isolated\u2069 and \u200Bzero\u200D\u200Dwidth',
  '👩‍👩‍👧‍👦'.repeat(40),
  `Z${'\u0300\u0301\u0302\u0303'.repeat(500)}algo`,
];

test('hostile text is shown inert and whole', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  for (const body of BODIES) await bob.send(world.alice.address, body);
  await app.chat('bob').click();
  const log = app.page.getByRole('log', { name: 'Messages' });
  for (const body of BODIES) await expect(app.message([...body].slice(0, 12).join(''))).toHaveCount(1);
  expect(await log.locator('img, script, b, iframe, object').count()).toBe(0);
  const schemes = await log.locator('a').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
  expect(schemes.filter((scheme) => !['http:', 'https:', 'mailto:', 'xmpp:'].includes(scheme))).toEqual([]);

  await bob.send(world.alice.address, `begin ${'lorem ipsum '.repeat(8500)}end`);
  await app
    .message('begin lorem')
    .getByRole('button', { name: /show all/i })
    .click();
  await expect(app.message('begin lorem')).toContainText('ipsum end');
  expect(app.complaints).toEqual([]);
});

test('what is forged is dropped, what is malformed costs at most the stream', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  const carbon = `<message xmlns='jabber:client' to='${world.alice.address}' type='chat'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='carol@${world.server.domain}' to='${world.alice.address}' type='chat'><body>forged carbon</body></message></forwarded></received></message>`;
  const archived = `<message xmlns='jabber:client' to='${world.alice.address}' type='chat'><result xmlns='urn:xmpp:mam:2' queryid='q' id='1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='carol@${world.server.domain}' to='${world.alice.address}' type='chat'><body>forged history</body></message></forwarded></result></message>`;
  for (const stanza of [carbon, archived]) await bob.sendRaw(stanza);
  await bob.send(world.alice.address, 'honest');
  await expect(app.chat('bob')).toContainText('honest');
  await expect(app.chat('carol')).toHaveCount(0);
  await app.chat('bob').click();
  await expect(app.message('honest')).toBeVisible();
  await expect(app.message('forged')).toHaveCount(0);
});

test('strangers wait among the requests, and nothing is approved by itself', async ({ world }) => {
  const app = await world.signedIn();
  const carol = await world.peer('carol');
  await carol.subscribe(world.alice.address);
  await carol.send(world.alice.address, 'you do not know me');
  await app.page.getByRole('button', { name: /^Requests/ }).click();
  const request = app.page.getByRole('list', { name: 'Requests' }).getByRole('listitem', { name: carol.address });
  await expect(request).toContainText('Wants to see when you are online');
  await expect(request).toContainText('you do not know me');
  await request.getByRole('button', { name: carol.address }).click();
  await expect(app.message('you do not know me')).toBeVisible();
  await expect(app.composer()).toHaveCount(0);
  expect((await carol.roster()).find((entry) => entry.address === world.alice.address)?.subscription ?? 'none').toBe('none');
  await app.quit();
  const again = await world.start({ profile: app.profile });
  await expect(again.chat('carol')).toHaveCount(0);
  await again.page.getByRole('button', { name: /^Requests/ }).click();
  await again.page.getByRole('button', { name: 'Accept' }).click();
  await carol.waitForPresence((presence) => presence.from.startsWith(world.alice.address) && presence.type === undefined);
  await expect(again.chat('carol')).toBeVisible();
  await expect(again.composer()).toBeVisible();
  await expect(again.page.getByRole('button', { name: /^Requests/ })).toHaveCount(0);
});

test('nothing is asked of the web', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.start();
  await expect(app.page.getByRole('form', { name: 'Sign in' })).toBeVisible();
  const asked: string[] = [];
  app.page.on('request', (request) => asked.push(request.url()));
  await app.page.reload();
  await app.signIn(world.alice);
  await bob.send(world.alice.address, 'https://evil.example/pixel.png <img src="https://evil.example/x"> ![x](https://evil.example/y)');
  await app.chat('bob').click();
  await expect(app.message('pixel')).toBeVisible();
  await app.say('https://evil.example/mine.png');
  const foreign = asked.filter((url) => !/^(?:app:\/\/kith\/|http:\/\/kith\.app\.localhost\/|blob:)/.test(url));
  expect(asked.length).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});
