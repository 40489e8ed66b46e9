// A scripted proxy on loopback, SOCKS5 or HTTP CONNECT: names lead where the test says, and everything it was asked is noted.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface ScriptedProxy {
  readonly port: number;
  /** 'host:port' of every connection asked for. */
  readonly asked: string[];
  /** 'user:password' of every sign-in. */
  readonly signIns: string[];
  /** Every connection goes away. */
  cut(): void;
  close(): Promise<void>;
}

export interface ScriptedProxyOptions {
  readonly kind: 'socks5' | 'http';
  /** Ports on loopback by 'host:port', or why there is none: a SOCKS5 failure or an HTTP status. */
  readonly routes: Readonly<Record<string, number | { readonly failure: number }>>;
  /** 'any': whatever comes is taken, as Tor does. */
  readonly credentials?: { readonly username: string; readonly password: string } | 'any';
  /** Answers in pieces of one byte. */
  readonly piecemeal?: boolean;
}

export async function startProxy(options: ScriptedProxyOptions): Promise<ScriptedProxy> {
  const asked: string[] = [];
  const signIns: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    const talk = options.kind === 'http' ? talkHttp : talkSocks;
    talk(socket, options, { asked, signIns, sockets }).catch(() => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    signIns,
    cut() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

interface Notes {
  readonly asked: string[];
  readonly signIns: string[];
  readonly sockets: Set<Socket>;
}

async function talkSocks(socket: Socket, { routes, credentials, piecemeal = false }: ScriptedProxyOptions, notes: Notes): Promise<void> {
  const say = (...bytes: number[]) => tell(socket, Buffer.from(bytes), piecemeal);
  const methods = await take(socket, (await take(socket, 2))[1] ?? 0);
  const method = credentials === undefined ? 0 : 2;
  if (!methods.includes(method)) return void say(5, 255).then(() => socket.end());
  await say(5, method);
  if (credentials !== undefined) {
    const username = String(await take(socket, (await take(socket, 2))[1] ?? 0));
    const password = String(await take(socket, (await take(socket, 1))[0] ?? 0));
    notes.signIns.push(`${username}:${password}`);
    const right = credentials === 'any' || (username === credentials.username && password === credentials.password);
    await say(1, right ? 0 : 1);
    if (!right) return void socket.end();
  }
  const kind = (await take(socket, 4))[3];
  const host = kind === 3 ? String(await take(socket, (await take(socket, 1))[0] ?? 0)) : literal(await take(socket, kind === 1 ? 4 : 16));
  const port = (await take(socket, 2)).readUInt16BE();
  const there = open(host, port, routes, notes);
  if (typeof there === 'number') return void say(5, there, 0, 1, 0, 0, 0, 0, 0, 0).then(() => socket.end());
  // What the proxy went out from is a name here: 5 bytes more than the usual address.
  await say(5, 0, 0, 3, 5, ...Buffer.from('there'), 0, 80);
  socket.pipe(there).pipe(socket);
}

async function talkHttp(socket: Socket, { routes, credentials, piecemeal = false }: ScriptedProxyOptions, notes: Notes): Promise<void> {
  let header = '';
  while (!header.endsWith('\r\n\r\n')) header += String(await take(socket, 1));
  const say = (text: string) => tell(socket, Buffer.from(text), piecemeal);
  const basic = /^Proxy-Authorization: Basic (.*)$/m.exec(header)?.[1];
  if (basic !== undefined) notes.signIns.push(Buffer.from(basic, 'base64').toString());
  const wanted = credentials === 'any' ? undefined : credentials;
  if (wanted !== undefined && notes.signIns.at(-1) !== `${wanted.username}:${wanted.password}`)
    return void say('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n').then(() => socket.end());
  const [, host = '', port] = /^CONNECT (.*):(\d+) HTTP\/1\.1\r\n/.exec(header) ?? [];
  const there = open(host, Number(port), routes, notes);
  if (typeof there === 'number') return void say(`HTTP/1.1 ${there} No\r\n\r\n`).then(() => socket.end());
  await say('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
  socket.pipe(there).pipe(socket);
}

function open(host: string, port: number, routes: ScriptedProxyOptions['routes'], { asked, sockets }: Notes): Socket | number {
  asked.push(`${host}:${port}`);
  const route = routes[`${host}:${port}`] ?? { failure: 4 };
  if (typeof route === 'object') return route.failure;
  const there = connect(route, '127.0.0.1');
  sockets.add(there.on('error', () => there.destroy()));
  return there;
}

function literal(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return `[${new URL(`http://[${bytes.toString('hex').match(/..../g)?.join(':')}]/`).hostname.slice(1, -1)}]`;
}

function take(socket: Socket, bytes: number): Promise<Buffer> {
  return new Promise((done, fail) => {
    const gone = () => fail(new Error('gone'));
    const look = () => {
      const data = bytes === 0 ? Buffer.alloc(0) : (socket.read(bytes) as Buffer | null);
      if (data === null) return;
      socket.off('readable', look).off('close', gone);
      done(data);
    };
    socket.on('readable', look).once('close', gone);
    look();
  });
}

async function tell(socket: Socket, bytes: Buffer, piecemeal: boolean): Promise<void> {
  const size = piecemeal ? 1 : bytes.length;
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((done) => socket.write(bytes.subarray(at, at + size), done));
    if (piecemeal) await new Promise((done) => setImmediate(done));
  }
}
