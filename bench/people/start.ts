/// <reference lib="dom" />
// How long a window takes from its start to a contact list that is drawn because somebody asked for it: Kith's, and an empty one in the same shell.
import { join } from 'node:path';
import { launch } from '../../test/support/app.ts';

const EMPTY = join(import.meta.dirname, 'empty');

export type Window = 'kith' | 'empty';

/** Seconds. */
export async function start(window: Window, profile: string): Promise<number> {
  const began = Date.now();
  const electron = await launch(profile, window === 'empty' ? { app: EMPTY } : {});
  try {
    const page = await electron.firstWindow();
    const drawn = await page.waitForFunction(askForContacts, undefined, { polling: 'raf', timeout: 60_000 });
    return (Number(await drawn.jsonValue()) - began) / 1000;
  } finally {
    await electron.close();
  }
}

/** Runs in the page, once a frame: when the list has rows, and that frame is over. */
function askForContacts(): Promise<number> | undefined {
  const list = document.querySelector('[aria-label=Contacts]:is([role=list], ul)');
  if (list?.querySelector(':is([role=listitem], li) button'))
    return new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
    });
  const door = [...document.querySelectorAll('button')].find(({ innerText }) => innerText === 'Contacts');
  if (door?.getAttribute('aria-current') !== 'page') door?.click();
  return undefined;
}
