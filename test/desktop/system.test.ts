// Sleep, wake and absence; starting with the session; what the package declares.
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopEntry, entryFile, setAutostart } from '../../electron/desktop/autostart.ts';
import { watchPower } from '../../electron/desktop/power.ts';
import { signal } from '../../shared/signal.ts';
import { makeHandClock } from '../support/hand-clock.ts';

const IDLE_AFTER = 10 * 60_000;

function power() {
  const clock = makeHandClock();
  const idleFor = { seconds: 0 };
  const monitor = Object.assign(new EventEmitter(), { getSystemIdleTime: () => idleFor.seconds });
  const is = { online: true };
  const changed = signal<void>();
  const touched = signal<void>();
  const did: unknown[] = [];
  let looks = 0;
  const wish = { idleAfter: IDLE_AFTER };
  const lookAgain = watchPower({
    monitor: {
      on: monitor.on.bind(monitor),
      getSystemIdleTime() {
        looks += 1;
        return idleFor.seconds;
      },
    },
    clock,
    online: () => is.online,
    changed,
    touched,
    asleep: () => did.push('asleep'),
    awake: () => did.push('awake'),
    idleAfter: () => wish.idleAfter,
    idle: (since) => did.push(since === undefined ? 'back' : `away since ${clock.now() - since} ms`),
  });
  return { clock, monitor, idleFor, is, changed, touched, did, wish, lookAgain, looks: () => looks };
}

describe('absence', () => {
  it('begins when the person wants it to, or never', () => {
    const { clock, idleFor, did, wish, lookAgain, monitor } = power();
    wish.idleAfter = 0;
    idleFor.seconds = 7200;
    clock.advance(120_000);
    monitor.emit('lock-screen');
    monitor.emit('unlock-screen');
    expect(did).toEqual(['awake']);
    wish.idleAfter = 5 * 60_000;
    idleFor.seconds = 301;
    lookAgain();
    expect(did).toEqual(['awake', 'away since 301000 ms']);
    wish.idleAfter = 30 * 60_000;
    lookAgain();
    expect(did.at(-1)).toBe('back');
  });

  it('is told after ten minutes, with since when, and its end', () => {
    const { clock, idleFor, did } = power();
    idleFor.seconds = IDLE_AFTER / 1000 - 1;
    clock.advance(60_000);
    expect(did).toEqual([]);
    idleFor.seconds = IDLE_AFTER / 1000 + 5;
    clock.advance(60_000);
    expect(did).toEqual([`away since ${IDLE_AFTER + 5000} ms`]);
    idleFor.seconds = 0;
    clock.advance(10_000);
    expect(did.at(-1)).toBe('back');
  });

  it('ends at once when Kith is touched', () => {
    const { clock, idleFor, did, touched } = power();
    idleFor.seconds = 4000;
    clock.advance(60_000);
    touched.emit();
    expect(did).toEqual(['away since 4000000 ms', 'back']);
  });

  it('is not looked for while offline or asleep', () => {
    const { clock, is, changed, monitor, looks } = power();
    is.online = false;
    changed.emit();
    clock.advance(3_600_000);
    expect(looks()).toBe(0);
    is.online = true;
    changed.emit();
    clock.advance(60_000);
    expect(looks()).toBe(1);
    monitor.emit('suspend');
    clock.advance(3_600_000);
    expect(looks()).toBe(1);
    monitor.emit('resume');
    clock.advance(60_000);
    expect(looks()).toBe(2);
  });

  it('begins and ends with the locked screen', () => {
    const { clock, monitor, did, touched } = power();
    monitor.emit('lock-screen');
    touched.emit();
    clock.advance(30_000);
    expect(did).toEqual(['away since 0 ms']);
    monitor.emit('unlock-screen');
    expect(did).toEqual(['away since 0 ms', 'back', 'awake']);
  });

  it('sleep and wake are told', () => {
    const { monitor, did } = power();
    monitor.emit('suspend');
    monitor.emit('resume');
    expect(did).toEqual(['asleep', 'awake']);
  });
});

describe('starting with the session', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kith-autostart-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const options = (platform: NodeJS.Platform, items: boolean[] = []) => ({
    platform,
    configFolder: join(folder, 'config'),
    command: ['/opt/Kith/kith'],
    setLoginItem: (open: boolean) => void items.push(open),
  });

  it('is a file on Linux, taken away again', () => {
    setAutostart(false, options('linux'));
    setAutostart(true, options('linux'));
    setAutostart(true, options('linux'));
    const file = entryFile(join(folder, 'config'));
    expect(readFileSync(file, 'utf8')).toContain('\nExec="/opt/Kith/kith"\n');
    setAutostart(false, options('linux'));
    expect(existsSync(file)).toBe(false);
  });

  it("is the system's list elsewhere", () => {
    const items: boolean[] = [];
    setAutostart(true, options('win32', items));
    setAutostart(false, options('darwin', items));
    expect(items).toEqual([true, false]);
    expect(existsSync(join(folder, 'config'))).toBe(false);
  });

  it.each([
    ['/home/zoë/My Apps/kith', '"/home/zoë/My Apps/kith"'],
    ['/a/100%/b', '"/a/100%%/b"'],
    ['/a/"quoted"', '"/a/\\\\"quoted\\\\""'],
    ['/a/$HOME`id`', '"/a/\\\\$HOME\\\\`id\\\\`"'],
    ['/a/back\\slash', '"/a/back\\\\\\\\slash"'],
    ['/a/new\nline', '"/a/new\\nline"'],
  ])('quotes %s', (path, expected) => {
    const exec = desktopEntry([path, '.'])
      .split('\n')
      .find((line) => line.startsWith('Exec='));
    expect(exec).toBe(`Exec=${expected} "."`);
  });
});

describe('the package', () => {
  const root = resolve(import.meta.dirname, '../..');
  const builder = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
  const section = (name: string): Readonly<Record<string, string>> => {
    const lines = builder.split(`\n${name}:\n`)[1]?.split(/\n(?=\S)/)[0] ?? '';
    return Object.fromEntries([...lines.matchAll(/^ {2}(\w+): (\S+)/gm)].map(([, key = '', value = '']) => [key, value]));
  };

  it('declares the fuses', () => {
    expect(section('electronFuses')).toEqual({
      runAsNode: 'false',
      enableCookieEncryption: 'true',
      enableNodeOptionsEnvironmentVariable: 'false',
      enableNodeCliInspectArguments: 'false',
      enableEmbeddedAsarIntegrityValidation: 'true',
      onlyLoadAppFromAsar: 'true',
      loadBrowserProcessSpecificV8Snapshot: 'false',
      grantFileProtocolExtraPrivileges: 'false',
      resetAdHocDarwinSignature: 'false',
    });
  });

  it('has the app id that Windows is told', () => {
    const id = /^appId: (\S+)$/m.exec(builder)?.[1];
    expect(readFileSync(join(root, 'electron/desktop/desktop.ts'), 'utf8')).toContain(`setAppUserModelId('${id}')`);
  });

  it('never weakens a window', () => {
    const window = readFileSync(join(root, 'electron/desktop/window.ts'), 'utf8');
    for (const line of ['sandbox: true', 'contextIsolation: true', 'nodeIntegration: false', 'webSecurity: true', 'webviewTag: false'])
      expect(window).toContain(line);
    for (const word of [
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'nodeIntegrationInWorker',
      'allowpopups',
    ])
      expect(window).not.toContain(word);
  });
});
