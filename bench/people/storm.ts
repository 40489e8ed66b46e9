/// <reference lib="dom" />
// Many presences in two seconds, in the window that shows the contact list: how long its two threads are busy without a pause.
import type { Page } from '@playwright/test';
import { type App, startApp } from '../../test/support/app.ts';
import type { Authority } from '../../test/support/certificates.ts';
import { type AnsweringServer, PASSWORD, startAnsweringServer } from '../answering-server.ts';
import { ACCOUNT } from '../corpus.ts';
import { crowd, presences, rosterXml } from './crowd.ts';

/** ms. */
export interface Busy {
  readonly main: number;
  readonly renderer: number;
}

export interface Storms {
  /** One storm; in each everybody is otherwise there than before. */
  next(): Promise<Busy>;
  end(): Promise<void>;
}

const TIME = 2000;
const GUSTS = 100;
/** ms between two looks at the clock. */
const LOOK = 4;

export async function startStorms(people: number, authority: Authority): Promise<Storms> {
  const members = crowd(people);
  let heard = Promise.withResolvers<void>();
  const server = await startAnsweringServer(authority, {
    answer: (iq, result) => (iq.includes('jabber:iq:roster') ? result(rosterXml(members)) : undefined),
    presences: () => presences(members),
    heard: (iq) => void (iq.includes('storm') && heard.resolve()),
  });
  const app = await startApp({ caFile: authority.caFile });
  const end = async (): Promise<void> => {
    await app.dispose();
    await server.close();
  };
  try {
    const connection = await signIn(app, server);
    await app.page.getByRole('list', { name: 'Contacts' }).getByRole('listitem').first().waitFor();
    let round = 0;
    const next = async (): Promise<Busy> => {
      const each = presences(members, ++round);
      const gusts = Array.from({ length: GUSTS }, (_, gust) => each.slice((gust * people) / GUSTS, ((gust + 1) * people) / GUSTS).join(''));
      heard = Promise.withResolvers<void>();
      const watched = await watch(app);
      const began = performance.now();
      for (const [number, gust] of gusts.entries()) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + (number * TIME) / GUSTS - performance.now())));
        await connection.send(gust);
      }
      await connection.send(`<iq type='get' id='storm${round}' from='kith.test'><ping xmlns='urn:xmpp:ping'/></iq>`);
      await heard.promise;
      return watched.stop();
    };
    // What came with signing in is drawn by the end of the first one, and the code is compiled.
    await next();
    return { next, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function signIn(app: App, server: AnsweringServer) {
  const accepted = server.accepted();
  await app.signIn({ address: ACCOUNT, password: PASSWORD, server: server.host, port: server.port });
  await app.page.getByRole('button', { name: 'Contacts', exact: true }).click();
  return (await accepted).connection;
}

/** Both threads look at the clock as often as they can; what lies between two looks was spent on something else. */
async function watch({ electron, page }: App): Promise<{ stop(): Promise<Busy> }> {
  const main = await electron.evaluateHandle((_, resolution) => {
    const delay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution });
    delay.enable();
    return delay;
  }, LOOK);
  const renderer = await page.evaluateHandle((every) => {
    const watched = { longest: 0, last: performance.now(), timer: 0 };
    watched.timer = window.setInterval(() => {
      const now = performance.now();
      watched.longest = Math.max(watched.longest, now - watched.last - every);
      watched.last = now;
    }, every);
    return watched;
  }, LOOK);
  return {
    async stop() {
      await drawn(page);
      const [longestMain, longestRenderer] = await Promise.all([
        main.evaluate((delay) => {
          delay.disable();
          return delay.max / 1e6;
        }),
        renderer.evaluate((watched) => {
          clearInterval(watched.timer);
          return watched.longest;
        }),
      ]);
      return { main: Math.max(0, longestMain - LOOK), renderer: Math.max(0, longestRenderer) };
    },
  };
}

/** What the main process told is in the page: it was told before this is asked. */
async function drawn(page: Page): Promise<void> {
  for (let frame = 0; frame < 5; frame++) await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}
