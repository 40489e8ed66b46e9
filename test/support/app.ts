// Starts the built app on a throw-away profile through plain _electron.launch and speaks to it like a person: by roles and names.
import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { _electron, type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';
import type { Settings } from '../../shared/settings.ts';
import { temporaryFolder } from './temporary.ts';

export interface AppOptions {
  /** Another app than Kith, by its folder. */
  readonly app?: string;
  /** An existing profile; left out: a new one that goes with the app. */
  readonly profile?: string;
  readonly caFile?: string;
  readonly env?: Record<string, string>;
  /** More of the command line, such as an xmpp: link. */
  readonly args?: readonly string[];
}

export interface App {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  readonly pid: number;
  /** What the page complained about: errors, content security policy reports. */
  readonly complaints: string[];
  signIn(account: { address: string; password: string; server: string; port: number }): Promise<void>;
  chat(name: string): Locator;
  message(text: string | RegExp): Locator;
  composer(): Locator;
  say(text: string): Promise<void>;
  /** Changes settings as the settings dialog does. */
  change(settings: Partial<Settings>): Promise<void>;
  /** Opens the conversation with an address through New chat. */
  open(address: string): Promise<void>;
  /** Quits as a person would; the profile stays until dispose(). */
  quit(): Promise<void>;
  kill9(): Promise<void>;
  dispose(): Promise<void>;
}

export const ROOT = resolve(import.meta.dirname, '../..');

export function makeProfile(): string {
  return temporaryFolder('kith-profile');
}

export function copyProfile(profile: string): string {
  const copy = makeProfile();
  cpSync(profile, copy, { recursive: true });
  return copy;
}

/** Starts the app without waiting for a window, which may stay away. */
export async function launch(profile: string, options: AppOptions = {}): Promise<ElectronApplication> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(process.env)) if (value !== undefined) env[key] = value;
  return _electron.launch({
    args: [options.app ?? '.', `--user-data-dir=${profile}`, ...(options.args ?? [])],
    cwd: ROOT,
    env: {
      ...env,
      KITH_THROWAWAY: '1',
      // The desktop of whoever runs the tests is left alone; test/support/desk.ts has one of its own.
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus',
      ...(options.caFile === undefined ? {} : { KITH_EXTRA_CA: options.caFile }),
      ...options.env,
    },
  });
}

/** A second start on a profile in use: resolves when it has handed over and ended. */
export async function startAgain(profile: string, args: readonly string[] = []): Promise<void> {
  const executable = createRequire(import.meta.url)('electron') as unknown as string;
  const child = spawn(executable, ['.', `--user-data-dir=${profile}`, ...args], { cwd: ROOT, stdio: 'ignore' });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}

/** An app that shows no window does not stay behind. */
async function opened(profile: string, options: AppOptions): Promise<{ electron: ElectronApplication; page: Page }> {
  const electron = await launch(profile, options);
  try {
    return { electron, page: await electron.firstWindow() };
  } catch (error) {
    electron.process().kill('SIGKILL');
    throw error;
  }
}

export async function startApp(options: AppOptions = {}): Promise<App> {
  const profile = options.profile ?? makeProfile();
  const { electron, page } = await opened(profile, options).catch((error: unknown) => {
    if (options.profile === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  });
  const pid = electron.process().pid ?? 0;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  let over = false;

  const ended = async (end: () => Promise<unknown>): Promise<void> => {
    if (over) return;
    over = true;
    await end();
  };

  const app: App = {
    electron,
    page,
    profile,
    pid,
    complaints,
    async signIn({ address, password, server, port }) {
      const form = page.getByRole('form', { name: 'Sign in' });
      await form.getByRole('textbox', { name: 'XMPP address' }).fill(address);
      await form.getByLabel('Password', { exact: true }).fill(password);
      await form.getByRole('button', { name: 'Advanced' }).click();
      await form.getByRole('textbox', { name: 'Server' }).fill(server);
      await form.getByRole('textbox', { name: 'Port' }).fill(String(port));
      await form.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    },
    chat: (name) => page.getByRole('list', { name: 'Chats' }).getByRole('listitem', { name }),
    message: (text) => page.getByRole('log', { name: 'Messages' }).getByRole('article').filter({ hasText: text }),
    composer: () => page.getByRole('textbox', { name: 'Message', exact: true }),
    async say(text) {
      const composer = page.getByRole('textbox', { name: 'Message', exact: true });
      await composer.fill(text);
      await composer.press('Enter');
      await expect(composer).toHaveValue('');
    },
    async change(settings) {
      await page.evaluate(
        (wanted) =>
          (globalThis as unknown as { api: { call(name: string, args: unknown[]): Promise<unknown> } }).api.call('settings.change', [
            wanted,
          ]),
        settings,
      );
    },
    async open(address) {
      await page.getByRole('button', { name: 'New chat' }).first().click();
      const box = page.getByRole('dialog', { name: 'New chat' }).getByRole('combobox', { name: 'Name or address' });
      await box.fill(address);
      await box.press('Enter');
      await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible();
    },
    quit: () => ended(() => electron.close()),
    kill9: () =>
      ended(async () => {
        const gone = new Promise((done) => electron.process().once('exit', done));
        electron.process().kill('SIGKILL');
        await gone;
      }),
    async dispose() {
      await app.quit();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return app;
}
