/// <reference lib="dom" />
// What the rows about the window have in common: the bare window that is their floor, and how a page tells when something is painted.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, JSHandle, Page } from '@playwright/test';
import { KEY } from '../../test/services/support.ts';
import { launch, makeProfile } from '../../test/support/app.ts';

export interface Bare {
  readonly electron: ElectronApplication;
  readonly page: Page;
  end(): Promise<void>;
}

const BARE = join(import.meta.dirname, 'bare');

/** `archive`: the folder of the one whose rows it shows. */
export async function startBare(archive?: string): Promise<Bare> {
  const env = { KITH_BENCH_ARCHIVE: join(archive ?? '', 'archive.db'), KITH_BENCH_KEY: Buffer.from(KEY).toString('hex') };
  const profile = makeProfile();
  const electron = await launch(profile, { app: BARE, ...(archive === undefined ? {} : { env }) });
  const page = await electron.firstWindow();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const end = async (): Promise<void> => {
    await electron.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { electron, page, end };
}

/** ms from the click on a chat until its newest message is painted at the end of the list. */
export function openChat(page: Page, name: string, newest: string): Promise<number> {
  return page.evaluate(clickAndWait, [name, newest] as const);
}

function clickAndWait([name, newest]: readonly [string, string]): Promise<number> {
  const doors = [...document.querySelectorAll<HTMLElement>('[aria-label=Chats] button, nav button')];
  const door = doors.find(({ textContent }) => textContent?.includes(name));
  if (door === undefined) throw new Error(`there is no chat ${name}`);
  const began = performance.now();
  door.click();
  return new Promise((resolve) => {
    const look = (): void => {
      const last = [...document.querySelectorAll('[role=log] article, ol li')].at(-1);
      const frame = last?.closest('[role=log], ol')?.getBoundingClientRect().bottom ?? 0;
      const there = last?.textContent?.includes(newest) === true && last.getBoundingClientRect().bottom <= frame + 1;
      if (there) setTimeout(() => resolve(performance.now() - began));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** ms from each of so many keys until the frame it changed is painted. The box has the focus. */
export async function typeKeys(page: Page, count: number): Promise<readonly number[]> {
  const watched = await page.evaluateHandle(() => {
    const times: number[] = [];
    document.addEventListener(
      'keydown',
      ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - timeStamp))),
      { capture: true },
    );
    return times;
  });
  for (let key = 0; key < count; key++) await page.keyboard.press('a', { delay: 20 });
  await page.waitForFunction(([times, wanted]) => times.length >= wanted, [watched, count] as const);
  return watched.jsonValue();
}

interface Awaited {
  readonly painted: Promise<number>;
  readonly pressed: Promise<number>;
}

/** Waits in the page for a message and for Enter. Times are ms since the epoch. */
export function awaitMessage(page: Page, text: string): Promise<JSHandle<Awaited>> {
  return page.evaluateHandle((wanted) => {
    const now = () => performance.timeOrigin + performance.now();
    const pressed = new Promise<number>((resolve) => {
      const heard = ({ key, timeStamp }: KeyboardEvent): void => {
        if (key === 'Enter') resolve(performance.timeOrigin + timeStamp);
      };
      document.addEventListener('keydown', heard, { capture: true, once: true });
    });
    const painted = new Promise<number>((resolve) => {
      const look = (): void => {
        const all = [...document.querySelectorAll('[role=log] article')];
        if (all.some(({ textContent }) => textContent?.includes(wanted))) setTimeout(() => resolve(now()));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    return { painted, pressed };
  }, text);
}
