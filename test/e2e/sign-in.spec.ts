import { createServer, type Server } from 'node:net';
import type { App } from '../support/app.ts';
import { expect, test } from '../support/world.ts';

async function attempt(app: App, fields: { address: string; password: string; server?: string; port?: number }): Promise<void> {
  const form = app.page.getByRole('form', { name: 'Sign in' });
  await form.getByRole('textbox', { name: 'XMPP address' }).fill(fields.address);
  await form.getByLabel('Password', { exact: true }).fill(fields.password);
  const server = form.getByRole('textbox', { name: 'Server' });
  if (!(await server.isVisible())) await form.getByRole('button', { name: 'Advanced' }).click();
  await server.fill(fields.server ?? '');
  await form.getByRole('textbox', { name: 'Port' }).fill(fields.port === undefined ? '' : String(fields.port));
  await form.getByRole('button', { name: 'Sign in' }).click();
}

test('each failure has a sentence of its own, and nothing typed is lost', async ({ world }) => {
  const silent = await listen((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const app = await world.start();
  const alert = app.page.getByRole('alert');
  const { alice } = world;
  const said = new Set<string>();
  const expectAlert = async (pattern: RegExp) => {
    await expect(alert).toContainText(pattern, { timeout: 20_000 });
    said.add((await alert.textContent()) ?? '');
    await expect(app.page.getByRole('textbox', { name: 'XMPP address' })).not.toHaveValue('');
    await expect(app.page.getByLabel('Password', { exact: true })).not.toHaveValue('');
  };

  await attempt(app, { ...alice, password: 'wrong' });
  await expectAlert(/password/i);
  await attempt(app, { ...alice, address: 'alice' });
  await expectAlert(/address/i);
  await attempt(app, { ...alice, server: 'no-such-host.invalid' });
  await expectAlert(/no server called/i);
  await attempt(app, { ...alice, port: 1 });
  await expectAlert(/connect|answer|listen|reach/i);
  await attempt(app, { ...alice, port: silent.port });
  await expectAlert(/XMPP/i);
  await silent.close();
  expect(said.size).toBe(5);

  await attempt(app, alice);
  await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

test('a certificate nobody vouches for is refused before a password leaves', async ({ world }) => {
  const app = await world.start({ env: { KITH_EXTRA_CA: '' } });
  await attempt(app, world.alice);
  await expect(app.page.getByRole('alert')).toContainText(/certificate|prove/i, { timeout: 20_000 });
  expect(world.server.log()).not.toMatch(/Authenticated as/);
});

async function listen(answer: Parameters<typeof createServer>[1] & object): Promise<{ port: number; close: () => Promise<void> }> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
