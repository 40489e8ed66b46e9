// What the person is told while a server is down: which account, what the operator says, what lies behind it, and what still works.
import { startApp } from '../support/app.ts';
import { breakingLine } from '../support/breaking-line.ts';
import { startOperator } from '../support/operator.ts';
import { startProsody } from '../support/prosody.ts';
import { expect, test } from '../support/world.ts';

test('the strip tells of a lost server, in the operator’s words, and goes when the server is back', async () => {
  const operator = await startOperator();
  const accounts = { alice: 'alice-password', bob: 'bob-password' };
  const server = await startProsody({ accounts, statusAddresses: [operator.address] });
  const app = await startApp({ caFile: operator.trustedBeside(server.caFile) });
  try {
    await app.signIn({ address: `alice@${server.domain}`, password: 'alice-password', server: server.host, port: server.port });
    const { page } = app;
    // The address was given out with what the server can do.
    await page.getByRole('button', { name: 'Settings' }).click();
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('tab', { name: 'Account' }).click();
    await settings.getByText(/^\d+ things? works?$/).click();
    await expect(settings.getByText('Kith can show what its operator says')).toBeVisible();
    await expect(settings.getByText('you can receive pictures but not send them')).toBeVisible();
    await page.keyboard.press('Escape');

    const beginning = new Date(Date.now() - 60_000).toISOString();
    operator.say({ beginning, message: { default: 'Panne', en: 'The disk <img src=x onerror=alert(1)> is being replaced.' } });
    await server.kill9();
    const strip = page.getByRole('status', { name: 'Connection' });
    await expect(strip).toContainText(/server is (not answering|restarting)|connection was lost/i);
    await expect(strip).toContainText('what you write leaves');
    const behind = page.getByText('No conversations yet');
    const before = await behind.boundingBox();
    await expect(strip).toContainText('Its operator says: “The disk <img src=x onerror=alert(1)> is being replaced.”', { timeout: 15_000 });
    await strip.getByText('Details').click();
    await expect(strip).toContainText(/refused: |lost: /);
    expect(await behind.boundingBox()).toEqual(before);

    await server.restart();
    await expect(strip).toBeEmpty({ timeout: 30_000 });
    expect(app.complaints).toEqual([]);
  } finally {
    await app.dispose();
    await server.stop();
    operator.stop();
  }
});

test('another network beside the one there was has a dead connection noticed within seconds', async ({ world }) => {
  const line = await breakingLine(world.server);
  const app = await world.start();
  await app.signIn({ ...world.alice, port: line.port });
  const bob = await world.peer();
  await app.open(world.bob);
  const connected = () => world.server.log().match(/Client connected/g)?.length ?? 0;
  const before = connected();
  // The old way swallows everything from here on, new ones are fine; nothing tells Chromium that the machine is offline.
  line.blackhole(true);
  line.blackhole(false);
  await app.electron.evaluate(() => {
    const os = process.getBuiltinModule('node:os');
    const there = os.networkInterfaces();
    const vpn = { address: '10.8.0.2', netmask: '255.255.255.0', family: 'IPv4', mac: '', internal: false, cidr: '10.8.0.2/24' } as const;
    os.networkInterfaces = () => ({ ...there, tun0: [vpn] });
    process.getBuiltinModule('node:module').syncBuiltinESMExports();
  });
  await app.page.evaluate(() => void (navigator as unknown as { connection: EventTarget }).connection.dispatchEvent(new Event('change')));
  // Otherwise it takes half a minute.
  await expect.poll(connected, { timeout: 12_000 }).toBe(before + 1);
  await bob.send(world.alice.address, 'on the new way');
  await expect(app.message('on the new way')).toBeVisible();
  line.close();
});
