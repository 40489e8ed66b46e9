// The pure rules of the desktop: closing and starting, arguments, the window's place, a failing page, the pause.
import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onClose, startsHidden } from '../../electron/desktop/closing.ts';
import { collectLinks, readArguments } from '../../electron/desktop/launch-arguments.ts';
import { watchPage } from '../../electron/desktop/page-watch.ts';
import { makePause, tomorrow } from '../../electron/desktop/pause.ts';
import { arrangementOf, FIRST_PLACE, type Place, type Places, recall, remember } from '../../electron/desktop/window-place.ts';
import { makeHandClock } from '../support/hand-clock.ts';

describe('closing the window', () => {
  it.each([
    ['linux', true, true, 'hide'],
    ['linux', true, false, 'quit'],
    ['linux', false, true, 'quit'],
    ['linux', false, false, 'quit'],
    ['win32', true, true, 'hide'],
    ['win32', true, false, 'quit'],
    ['darwin', true, false, 'hide'],
    ['darwin', true, true, 'hide'],
  ] as const)('on %s, tray %s, wanted %s: %s', (platform, tray, closeToTray, expected) => {
    expect(onClose({ platform, tray }, { closeToTray })).toBe(expected);
  });
});

describe('starting hidden', () => {
  it.each([
    ['linux', true, true, false, true],
    ['linux', false, true, false, false],
    ['linux', true, false, false, false],
    ['linux', true, true, true, false],
    ['darwin', false, true, false, true],
  ] as const)('on %s, tray %s, wanted %s, link %s: %s', (platform, tray, asked, link, expected) => {
    expect(startsHidden({ platform, tray }, asked, link)).toBe(expected);
  });
});

describe('arguments', () => {
  it.each([
    [['kith', 'xmpp:bob@example.org'], { link: { address: 'bob@example.org' }, hidden: false }],
    [['kith', '--hidden'], { hidden: true }],
    [
      ['kith', '.', '--user-data-dir=/x', 'XMPP:Bob@Example.org?message;body=hi'],
      { link: { address: 'bob@example.org', text: 'hi' }, hidden: false },
    ],
    [['kith', '--', 'xmpp:a@b?join'], { link: { address: 'a@b' }, hidden: false }],
    [['xmpp:bob@example.org'], { hidden: false }],
    [['kith', 'xmpp:'], { hidden: false }],
    [['kith', 'xmpp:a@b', 'xmpp:c@d'], { hidden: false }],
    [['kith', '--gpu-launcher=xmpp:a@b'], { hidden: false }],
    [['kith', '"xmpp:a@b" --gpu-launcher=cmd'], { hidden: false }],
    [['kith', 'xmpp:a@b" --gpu-launcher="cmd'], { hidden: false }],
    [['kith', 'xmpp:a@b --inspect'], { hidden: false }],
    [['kith', 'https://a@b', 'file:///etc/passwd', 'javascript:alert(1)'], { hidden: false }],
    [['kith', `xmpp:${'a'.repeat(5000)}@b`], { hidden: false }],
    [[], { hidden: false }],
  ])('%j', (argv, expected) => {
    expect(readArguments(argv)).toEqual(expected);
  });

  it('keeps what macOS hands over before anybody listens', () => {
    const app = new EventEmitter();
    const links = collectLinks(app);
    let prevented = 0;
    const event = { preventDefault: () => (prevented += 1) };
    app.emit('open-url', event, 'xmpp:early@b');
    const taken: string[] = [];
    links.take((url) => taken.push(url));
    app.emit('open-url', event, 'xmpp:late@b');
    expect(taken).toEqual(['xmpp:early@b', 'xmpp:late@b']);
    expect(prevented).toBe(2);
  });
});

describe("the window's place", () => {
  const display = (x: number, width: number, height: number) => ({
    bounds: { x, y: 0, width, height },
    workArea: { x, y: 30, width, height: height - 30 },
    scaleFactor: 1,
  });
  const laptop = [display(0, 1440, 900)];
  const desk = [display(0, 1440, 900), display(1440, 2560, 1440)];
  const atDesk: Place = { x: 2000, y: 100, width: 1400, height: 1000, maximised: false };
  const onTrain: Place = { x: 20, y: 40, width: 900, height: 700, maximised: true };

  it('is another one for every arrangement of displays', () => {
    const places = remember(remember({}, desk, atDesk), laptop, onTrain);
    expect(recall(places, desk)).toEqual(atDesk);
    expect(recall(places, [...desk].reverse())).toEqual(atDesk);
    expect(recall(places, laptop)).toEqual(onTrain);
  });

  it('takes its size along to displays it does not know, as far as they have room', () => {
    const places = remember({}, desk, atDesk);
    expect(recall(places, laptop)).toEqual({ width: 1400, height: 870, maximised: false });
    expect(recall({}, laptop)).toEqual(FIRST_PLACE);
    expect(recall({}, [])).toEqual(FIRST_PLACE);
  });

  it('never is where nobody can reach it', () => {
    const area = fc.record({ x: fc.integer({ min: -8000, max: 8000 }), y: fc.integer({ min: -8000, max: 8000 }) });
    fc.assert(
      fc.property(area, fc.integer({ min: 380, max: 5000 }), fc.integer({ min: 480, max: 5000 }), ({ x, y }, width, height) => {
        const places: Places = { [arrangementOf(desk)]: { x, y, width, height, maximised: false } };
        const place = recall(places, desk);
        if (place.x === undefined || place.y === undefined) return;
        const { x: left, y: top } = place;
        // The middle of the title bar lies on a display, or its left end does with room to grab.
        const reachable = desk.some(
          ({ workArea: a }) => top >= a.y - 8 && top < a.y + a.height && left + width / 2 > a.x && left < a.x + a.width,
        );
        expect(reachable).toBe(true);
      }),
    );
  });

  it('remembers a handful of arrangements', () => {
    let places: Places = {};
    for (let each = 0; each < 20; each++) places = remember(places, [display(0, 1000 + each, 900)], onTrain);
    expect(Object.keys(places)).toHaveLength(8);
    expect(recall(places, [display(0, 1019, 900)])).toEqual(onTrain);
  });
});

describe('a page that fails', () => {
  function page() {
    const clock = makeHandClock();
    const did: string[] = [];
    const watch = watchPage({ clock, end: () => did.push('end'), reload: () => did.push('reload'), giveUp: () => did.push('give up') });
    return { clock, did, watch };
  }

  it('is loaded again, and not a third time within a minute', () => {
    const { did, watch } = page();
    watch.failed();
    watch.failed();
    watch.failed();
    expect(did).toEqual(['reload', 'reload', 'give up']);
    watch.wanted();
    watch.wanted();
    expect(did).toEqual(['reload', 'reload', 'give up', 'reload']);
  });

  it('may fail once a minute for ever', () => {
    const { clock, did, watch } = page();
    for (let each = 0; each < 10; each++) {
      watch.failed();
      clock.advance(31_000);
    }
    expect(did).toEqual(Array(10).fill('reload'));
  });

  it('is ended when it goes on hanging, not when it comes back', () => {
    const { clock, did, watch } = page();
    watch.hangs();
    clock.advance(4_000);
    watch.answers();
    clock.advance(60_000);
    expect(did).toEqual([]);
    watch.hangs();
    clock.advance(5_000);
    expect(did).toEqual(['end']);
  });
});

describe('the pause', () => {
  function paused(pausedUntil = 0) {
    const clock = makeHandClock();
    const kept = { pausedUntil };
    let changes = 0;
    const pause = makePause({
      clock,
      state: {
        get: () => kept.pausedUntil,
        set(_key, until) {
          kept.pausedUntil = until;
        },
      },
      warn: () => undefined,
    });
    pause.changed.on(() => {
      changes += 1;
    });
    return { clock, kept, pause, changes: () => changes };
  }

  it('ends after an hour, is kept and can be taken back', () => {
    const { clock, kept, pause, changes } = paused();
    expect(pause.active()).toBe(false);
    pause.set('hour');
    expect(kept.pausedUntil).toBe(clock.now() + 3_600_000);
    clock.advance(3_599_000);
    expect(pause.active()).toBe(true);
    clock.advance(1_000);
    expect(pause.active()).toBe(false);
    expect(changes()).toBe(2);
    pause.set('tomorrow');
    pause.set('not');
    expect(pause.active()).toBe(false);
  });

  it('survives a restart', () => {
    const { clock, pause, changes } = paused(makeHandClock().now() + 10_000);
    expect(pause.active()).toBe(true);
    clock.advance(10_000);
    expect(pause.active()).toBe(false);
    expect(changes()).toBe(1);
  });

  it('until tomorrow is eight in the morning of the next day', () => {
    for (const hour of [0, 7, 9, 23]) {
      const until = new Date(tomorrow(new Date(2027, 0, 31, hour, 30).getTime()));
      expect([until.getMonth(), until.getDate(), until.getHours(), until.getMinutes()]).toEqual([1, 1, 8, 0]);
    }
  });
});
