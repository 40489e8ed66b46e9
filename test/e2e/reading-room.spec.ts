/// <reference lib="dom" />
// A conversation of 100,000 messages, read from the archive without a server: it opens at its end, scrolls both ways, never jumps, and keeps
// its place.
import { rmSync } from 'node:fs';
import { makeProfile } from '../support/app.ts';
import { seedProfile } from '../support/seed-profile.ts';
import { expect, test } from '../support/world.ts';

test('100,000 messages: what is on screen moves only as far as the wheel turned, and is there again after another chat', async ({
  world,
}) => {
  const profile = makeProfile();
  seedProfile(profile, [
    { address: 'bob@kith.test', messages: 100_000 },
    { address: 'carol@kith.test', messages: 3 },
  ]);
  const app = await world.start({ profile });
  await app.chat('bob').click();
  await expect(app.message('#99999 ')).toBeVisible();
  const log = app.page.getByRole('log', { name: 'Messages' });
  await log.hover();

  for (const direction of [-1, 1]) {
    let before = await places(log);
    for (let turn = 0; turn < 60; turn++) {
      await app.page.mouse.wheel(0, direction * 240);
      const after = await places(log);
      const moved = [...after].flatMap(([id, top]) => {
        const was = before.get(id);
        return was === undefined ? [] : [top - was];
      });
      // Never a blank screen, never a jump: all rows seen before and after moved together, and not further than the wheel.
      expect(after.size).toBeGreaterThan(0);
      if (moved.length > 0) {
        expect(Math.max(...moved) - Math.min(...moved)).toBe(0);
        expect(Math.max(...moved.map(Math.abs))).toBeLessThanOrEqual(240);
      }
      before = after;
    }
    expect(before.has('#99999')).toBe(direction > 0);
    const mounted = await log.getByRole('article').count();
    expect(mounted).toBeLessThan(120);
  }

  for (let turn = 0; turn < 8; turn++) await app.page.mouse.wheel(0, -240);
  await expect(app.page.getByRole('button', { name: /latest/i })).toBeVisible();
  const left = [...(await places(log))];
  await app.chat('carol').click();
  await expect(app.message('#2 ')).toBeVisible();
  await app.chat('bob').click();
  await expect.poll(() => apart(log, left)).toBe(0);
  expect(app.complaints).toEqual([]);
  await app.quit();
  rmSync(profile, { recursive: true, force: true });
});

test('where a chat was left is there again after a reload, and after a restart', async ({ world }) => {
  const profile = makeProfile();
  seedProfile(profile, [
    { address: 'bob@kith.test', messages: 400 },
    { address: 'carol@kith.test', messages: 3 },
  ]);
  const app = await world.start({ profile });
  const logOf = ({ page }: typeof app) => page.getByRole('log', { name: 'Messages' });
  await app.chat('bob').click();
  await expect(app.message('#399 ')).toBeVisible();
  // Kept once it rests, whatever ends the page: it tells the change.
  const kept = app.page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        type Rows = readonly { readonly place?: unknown }[];
        const { api } = globalThis as unknown as { api: { on(hear: (frame: string) => void): void } };
        api.on((frame) => {
          for (const [name, rows] of JSON.parse(frame) as [string, Rows][])
            if (name === 'conversation.changed' && rows.some(({ place }) => place !== undefined)) resolve();
        });
      }),
  );
  await logOf(app).hover();
  await app.page.mouse.wheel(0, -3000);
  await kept;
  const left = [...(await places(logOf(app)))];
  await app.page.reload();
  await app.chat('bob').click();
  await expect.poll(() => apart(logOf(app), left)).toBe(0);
  expect(app.complaints).toEqual([]);
  await app.quit();
  const later = await world.start({ profile });
  // Left again before anything of it was read.
  await later.chat('carol').waitFor();
  await later.page.evaluate(async () => {
    for (const name of ['bob', 'carol']) {
      [...document.querySelectorAll<HTMLElement>('[aria-label=Chats] button')]
        .find(({ textContent }) => textContent?.includes(name))
        ?.click();
      // Drawn before whatever comes from elsewhere.
      await Promise.resolve();
    }
  });
  await expect(later.message('#2 ')).toBeVisible();
  await later.chat('bob').click();
  await expect.poll(() => apart(logOf(later), left)).toBe(0);
  expect(later.complaints).toEqual([]);
  await later.quit();
  rmSync(profile, { recursive: true, force: true });
});

/** How far the messages that were on screen are from where they were. */
async function apart(log: import('@playwright/test').Locator, left: readonly (readonly [string, number])[]): Promise<number> {
  const now = await places(log);
  return Math.max(...left.map(([id, top]) => Math.abs((now.get(id) ?? Number.POSITIVE_INFINITY) - top)));
}

/** Where the messages on screen are once it is painted, by their number. */
async function places(log: import('@playwright/test').Locator): Promise<Map<string, number>> {
  const rows = await log.evaluate(async (element) => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return [...element.querySelectorAll('[role="article"], article')].flatMap((article) => {
      const number = /#\d+/.exec(article.textContent ?? '')?.[0];
      const { top, bottom } = article.getBoundingClientRect();
      return number !== undefined && bottom > 80 && top < window.innerHeight - 80 ? [[number, top] as [string, number]] : [];
    });
  });
  return new Map(rows);
}
