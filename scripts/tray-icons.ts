// Draws assets/tray/*.png and assets/icon.png with a headless Chromium. Run by hand after a change: `node scripts/run.mjs tray-icons`.
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { program } from './requirements.ts';

const assets = resolve(import.meta.dirname, '..', 'assets');
const tray = join(assets, 'tray');

type Presence = 'available' | 'away' | 'busy' | 'offline';
const PRESENCES: readonly Presence[] = ['available', 'away', 'busy', 'offline'];
const STROKES = '<path d="M7.4 5.6V18.4"/><path d="M15.6 6.4 7.8 13.6M10.4 11.4 16 18.4"/>';
// Shape and colour both tell: a disc, a half disc, a barred disc, a ring. Drawn in a box of 24 around (18.4, 18.4).
const DOT = { x: 18.4, y: 18.4, r: 4.1 };
const COLOURS: Readonly<Record<Presence, string>> = { available: '#1f9d55', away: '#d98a00', busy: '#d1344b', offline: '#8a8f98' };

function dot(presence: Presence, colour: string, inside: string): string {
  const { x, y, r } = DOT;
  switch (presence) {
    case 'available':
      return `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`;
    case 'away':
      return `<circle cx="${x}" cy="${y}" r="${r - 0.6}" fill="${inside}" stroke="${colour}" stroke-width="1.3"/><path d="M${x} ${y - r}A${r} ${r} 0 0 0 ${x} ${y + r}Z" fill="${colour}"/>`;
    case 'busy':
      return `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/><rect x="${x - 2.3}" y="${y - 0.8}" width="4.6" height="1.6" rx="0.5" fill="${inside}"/>`;
    case 'offline':
      return `<circle cx="${x}" cy="${y}" r="${r - 0.8}" fill="${inside}" stroke="${colour}" stroke-width="1.6"/>`;
  }
}

/** On a teal tile; readable on light and dark panels. */
function coloured(presence: Presence, unread: boolean): string {
  return `<mask id="m"><rect width="24" height="24" fill="#fff"/><circle cx="${DOT.x}" cy="${DOT.y}" r="${DOT.r + 1.4}" fill="#000"/>${
    unread ? '<circle cx="18.6" cy="5.4" r="6" fill="#000"/>' : ''
  }</mask><g mask="url(#m)"><rect x="1" y="1" width="22" height="22" rx="6" fill="${presence === 'offline' ? '#5d6b6c' : '#0f7c82'}"/><g fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">${STROKES}</g></g>${dot(
    presence,
    COLOURS[presence],
    '#fff',
  )}${unread ? '<circle cx="18.6" cy="5.4" r="4.8" fill="#e5484d"/>' : ''}`;
}

/** One colour and transparency: macOS paints it for its menu bar. Unread is a filled tile. */
function template(presence: Presence, unread: boolean): string {
  const letter = `<g fill="none" stroke="#000" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">${STROKES}</g>`;
  const hole = `<circle cx="${DOT.x}" cy="${DOT.y}" r="${DOT.r + 1.6}" fill="#000"/>`;
  const body = unread
    ? `<mask id="m"><rect x="1" y="1" width="22" height="22" rx="6" fill="#fff"/>${letter}${hole}</mask><rect width="24" height="24" mask="url(#m)"/>`
    : `<mask id="m"><rect width="24" height="24" fill="#fff"/>${hole}</mask><g mask="url(#m)">${letter}</g>`;
  const { x, y, r } = DOT;
  const barred = `<path fill-rule="evenodd" d="M${x - r} ${y}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0ZM${x - 2.3} ${y - 0.9}h4.6v1.8h-4.6Z"/>`;
  return body + (presence === 'busy' ? barred : dot(presence, '#000', 'none'));
}

const executable = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => program(name)).find((path) => path !== undefined);
const browser = await chromium.launch(executable === undefined ? {} : { executablePath: executable });
const page = await browser.newPage();

async function draw(content: string, file: string, size: number, box = 24): Promise<void> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}svg{display:block}</style><svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${box} ${box}">${content}</svg>`,
  );
  await page.screenshot({ path: file, omitBackground: true });
}

mkdirSync(tray, { recursive: true });
for (const presence of PRESENCES) {
  for (const unread of [false, true]) {
    const name = join(tray, `${presence}${unread ? '-unread' : ''}`);
    // Windows and macOS ask for 16, Linux panels for 22 to 24; @2x is taken on dense displays.
    for (const scale of [1, 2]) {
      const dense = scale === 2 ? '@2x' : '';
      await draw(coloured(presence, unread), `${name}${dense}.png`, 16 * scale);
      await draw(coloured(presence, unread), `${name}Large${dense}.png`, 24 * scale);
      await draw(template(presence, unread), `${name}Template${dense}.png`, 16 * scale);
    }
  }
}
await draw('<circle cx="12" cy="12" r="10" fill="#e5484d"/>', join(tray, 'overlay.png'), 16);
const icon = readFileSync(join(assets, 'icon.svg'), 'utf8').replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, '');
await draw(icon, join(assets, 'icon.png'), 512, 512);
await browser.close();
