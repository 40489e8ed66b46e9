// What a person writes, receives and signs in with lies nowhere on the disk, nor in a log, in a form that can be read.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/world.ts';

test('no password and no message is written where it can be read', async ({ world }) => {
  const app = await world.start({ env: { KITH_DEBUG: '1' } });
  let said = '';
  for (const stream of [app.electron.process().stdout, app.electron.process().stderr])
    stream?.on('data', (data) => {
      said += String(data);
    });
  const canaries = {
    password: world.alice.password,
    received: 'canary-received-7d1f',
    sent: 'canary-sent-93ab',
    draft: 'canary-draft-51c2',
  };
  // A refused sign-in is what writes most to a log.
  await app.page.getByRole('textbox', { name: 'XMPP address' }).waitFor();
  await app.signIn(world.alice);
  const bob = await world.peer();
  await bob.send(world.alice.address, canaries.received);
  await app.chat('bob').click();
  await expect(app.message(canaries.received)).toBeVisible();
  await app.say(canaries.sent);
  await expect(app.message(canaries.sent)).toHaveAccessibleName(/on the server/i);
  await bob.sendRaw(
    `<message xmlns='jabber:client' to='${world.alice.address}' type='chat' id='odd'><body>${canaries.received}</body><delay xmlns='urn:xmpp:delay' stamp='${canaries.received}'/></message>`,
  );
  await app.composer().fill(canaries.draft);
  await app.electron.evaluate((_electron, text) => void Promise.reject(new Error(text)), canaries.sent).catch(() => undefined);
  await world.server.disconnect('alice', 'policy-violation', canaries.received);
  await expect.poll(() => readFileSync(join(app.profile, 'logs', 'kith.log'), 'utf8')).toContain('nobody waited for');
  await app.quit();

  const forms = Object.entries(canaries).flatMap(([name, text]) => [
    [`${name}, plain`, Buffer.from(text)] as const,
    [`${name}, UTF-16`, Buffer.from(text, 'utf16le')] as const,
    // Base64 at each of its three offsets, without the characters its neighbours change.
    ...[0, 1, 2].map((skip) => [`${name}, base64`, Buffer.from(Buffer.from(text).subarray(skip).toString('base64').slice(0, -4))] as const),
    [`${name}, hexadecimal`, Buffer.from(Buffer.from(text).toString('hex'))] as const,
  ]);
  const seen = (bytes: Buffer) => forms.flatMap(([name, form]) => (bytes.includes(form) ? [name] : []));
  const files = everyFile(app.profile);
  expect(files.some((file) => file.endsWith('archive.db'))).toBe(true);
  expect(files.flatMap((file) => seen(readFileSync(file)).map((what) => `${what} in ${file.slice(app.profile.length)}`))).toEqual([]);
  // The stand-in's own word about the error nobody waited for is not the product's.
  expect(seen(Buffer.from(said.replace(/UnhandledPromiseRejectionWarning[\s\S]*?(?=\n\{|$)/g, '')))).toEqual([]);
});

function everyFile(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return everyFile(path);
    return stat?.isFile() ? [path] : [];
  });
}
