// Whether the desktop's notifications read markup. Electron hands the text over as it is, and a notification daemon that knows markup would
// draw somebody's <img> or <a> (Desktop Notifications Specification 1.2, "Markup" and GetCapabilities).
import type { SessionBus } from './session-bus.ts';

/** True where it does, or where nobody could say. Asked again when the daemon changes. */
export async function watchMarkup(platform: NodeJS.Platform, bus: SessionBus | undefined): Promise<() => boolean> {
  if (platform !== 'linux') return () => false;
  if (bus === undefined) return () => true;
  const name = 'org.freedesktop.Notifications';
  let markup = true;
  const ask = async () => {
    markup = await bus
      .call({ destination: name, path: '/org/freedesktop/Notifications', interface: name, member: 'GetCapabilities' })
      .then(([capabilities]) => (capabilities as readonly string[]).includes('body-markup'))
      .catch(() => true);
  };
  bus.heard.on(({ member, body }) => {
    if (member === 'NameOwnerChanged' && body?.[0] === name) void ask();
  });
  await bus.match(`type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${name}'`).catch(() => undefined);
  await ask();
  return () => markup;
}
