// A private session bus (a real dbus-daemon that starts no services) and what it takes to offer objects on one.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BusMessage, Variant } from '../../electron/desktop/bus-codec.ts';
import { connectBus, type SessionBus } from '../../electron/desktop/session-bus.ts';
import { program } from '../../scripts/requirements.ts';
import { temporaryFolder } from './temporary.ts';

export interface PrivateBus {
  readonly address: string;
  /** Ends it and removes its folder. May be called twice. */
  stop(): Promise<void>;
}

const CONFIGURATION = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

export async function startBus(): Promise<PrivateBus> {
  const daemon = program('dbus-daemon');
  if (daemon === undefined) throw new Error('dbus-daemon is not installed; "npm test" installs it or says how.');
  const folder = temporaryFolder('kith-bus');
  const file = join(folder, 'bus.conf');
  writeFileSync(file, CONFIGURATION.replace('FOLDER', folder));
  const child = spawn(daemon, [`--config-file=${file}`, '--nofork', '--nosyslog', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Nothing may stay behind when the tests end by an exception.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    process.off('exit', kill);
    child.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { address: await firstLine(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let said = '';
    child.stderr?.on('data', (data) => {
      said += String(data);
    });
    child.stdout?.on('data', (data) => {
      out += String(data);
      const end = out.indexOf('\n');
      if (end !== -1) resolve(out.slice(0, end));
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`dbus-daemon ended: ${said}`)));
  });
}

/** `in` and `out` are signatures; a method answers with the values of `out`, or throws. */
export interface Method {
  readonly out: string;
  readonly run: (...args: readonly never[]) => readonly unknown[];
}

export interface BusObject {
  readonly path: string;
  readonly interface: string;
  readonly methods: Readonly<Record<string, Method>>;
  readonly properties?: () => Readonly<Record<string, Variant>>;
}

export interface Peer {
  readonly bus: SessionBus;
  /** Unique name of a caller is the last argument of every method. */
  offer(object: BusObject): void;
  emit(object: BusObject, member: string, signature?: string, body?: readonly unknown[]): void;
  /** Takes a well-known name; rejects when somebody else has it. */
  own(name: string): Promise<void>;
  close(): void;
}

const DAEMON = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
const PROPERTIES = 'org.freedesktop.DBus.Properties';

export async function joinBus(address: string): Promise<Peer> {
  // A window under test may be busy with its start.
  const bus = await connectBus(address, 10_000);
  const objects: BusObject[] = [];

  const answer = (call: BusMessage): { signature: string; body: readonly unknown[] } => {
    const object = objects.find(
      (each) => each.path === call.path && (each.interface === call.interface || (call.interface === PROPERTIES && each.properties)),
    );
    if (object === undefined) throw new Error(`no object ${call.path}`);
    const args = call.body ?? [];
    if (call.interface === PROPERTIES) {
      const properties = object.properties?.() ?? {};
      if (call.member === 'GetAll') return { signature: 'a{sv}', body: [Object.entries(properties)] };
      const value = properties[String(args[1])];
      if (call.member !== 'Get' || value === undefined) throw new Error(`no property ${String(args[1])}`);
      return { signature: 'v', body: [value] };
    }
    const method = object.methods[call.member ?? ''];
    if (method === undefined) throw new Error(`no method ${call.member}`);
    return { signature: method.out, body: method.run(...([...args, call.sender] as never[])) };
  };

  bus.heard.on((message) => {
    if (message.type !== 'call') return;
    const to = { replySerial: message.serial, destination: message.sender ?? '' };
    try {
      const reply = answer(message);
      if (message.noReply !== true) bus.send({ type: 'reply', ...to, ...reply });
    } catch (error) {
      bus.send({ type: 'error', ...to, errorName: 'org.freedesktop.DBus.Error.Failed', signature: 's', body: [String(error)] });
    }
  });

  return {
    bus,
    offer: (object) => void objects.push(object),
    emit: (object, member, signature = '', body = []) =>
      void bus.send({ type: 'signal', path: object.path, interface: object.interface, member, signature, body }),
    async own(name) {
      // DBUS_NAME_FLAG_DO_NOT_QUEUE; 1 is DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER.
      const [result] = await bus.call({ ...DAEMON, member: 'RequestName', signature: 'su', body: [name, 4] });
      if (result !== 1) throw new Error(`the name ${name} is taken`);
    },
    close: () => bus.close(),
  };
}
