// Notifications with Electron's class played by an emitter: replaced, withdrawn, clicked, kept, silent, without markup.
import { EventEmitter } from 'node:events';
import type { NotificationConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { makeNotifications, type Told } from '../../electron/desktop/notifications.ts';
import { makeHandClock } from '../support/hand-clock.ts';

class Native extends EventEmitter {
  readonly options: NotificationConstructorOptions;
  readonly screen: Native[];
  constructor(options: NotificationConstructorOptions, screen: Native[]) {
    super();
    this.options = options;
    this.screen = screen;
  }
  show() {
    this.screen.push(this);
  }
  close() {
    const at = this.screen.indexOf(this);
    if (at !== -1) this.screen.splice(at, 1);
    this.emit('close', { reason: 'applicationHidden' });
  }
}

function start(markup = false) {
  const screen: Native[] = [];
  const clock = makeHandClock();
  const clicks: Told[] = [];
  const chimes: number[] = [];
  const notifications = makeNotifications({
    make: (options) => new Native(options, screen),
    icon: ({ name, seed }) => `${name} in the colour of ${seed}`,
    clock,
    markup: () => markup,
    clicked: (told) => clicks.push(told),
    chime: () => chimes.push(clock.now()),
    warn: () => undefined,
  });
  const tell = (given: Partial<Told> = {}) =>
    notifications.tell({ conversation: 'bob', message: 'm1', position: 1, count: 1, title: 'Bob', body: 'hello', sound: true, ...given });
  const seen = () => screen.map(({ options }) => [options.title, options.body]);
  return { screen, clock, clicks, chimes, notifications, tell, seen };
}

describe('notifications', () => {
  it('are replaced within a conversation and stand side by side between conversations', () => {
    const { tell, seen } = start();
    tell();
    tell({ body: 'again', message: 'm2', position: 2 });
    tell({ conversation: 'carol', title: 'Carol', body: 'hi' });
    expect(seen()).toEqual([
      ['Bob', 'again'],
      ['Carol', 'hi'],
    ]);
  });

  it('name the account they came to, where there are several and names may be shown', () => {
    const { tell, seen, notifications } = start();
    tell({ conversation: 'one', account: 'alice@home.example' });
    tell({ conversation: 'two', account: 'alice@work.example' });
    expect(seen()).toEqual([
      ['Bob (alice@home.example)', 'hello'],
      ['Bob (alice@work.example)', 'hello'],
    ]);
    notifications.withdrawAll();
    notifications.tell({ conversation: 'one', message: 'm1', position: 1, count: 1, sound: true, account: 'alice@home.example' });
    expect(seen()).toEqual([['Kith', 'New message']]);
  });

  it('say how many when they speak of several, and name nobody when they may not', () => {
    const { tell, seen, notifications } = start();
    tell({ count: 3 });
    expect(seen()).toEqual([['Bob', '3 new messages']]);
    notifications.withdraw('bob');
    notifications.tell({ conversation: 'bob', message: 'm', position: 1, count: 1, sound: true });
    expect(seen()).toEqual([['Kith', 'New message']]);
  });

  it('carry the picture of whom they name, and none when they name nobody', () => {
    const { tell, screen, notifications } = start();
    const avatar = { name: 'Bob', seed: 'bob@example.org' };
    tell({ avatar });
    tell({ conversation: 'carol' });
    notifications.tell({ conversation: 'dave', message: 'm', position: 1, count: 1, avatar, sound: true });
    expect(screen.map(({ options }) => options.icon)).toEqual(['Bob in the colour of bob@example.org', undefined, undefined]);
  });

  it('lead to the newest message and go away when clicked', () => {
    const { tell, screen, clicks } = start();
    tell();
    tell({ message: 'm2', position: 7 });
    screen[0]?.emit('click');
    expect(clicks).toMatchObject([{ conversation: 'bob', message: 'm2', position: 7 }]);
    expect(screen).toEqual([]);
  });

  it('are withdrawn when the person has read', () => {
    const { tell, screen, notifications } = start();
    tell();
    tell({ conversation: 'carol' });
    notifications.withdraw('bob');
    notifications.withdraw('nobody');
    expect(screen).toHaveLength(1);
    notifications.withdrawAll();
    expect(screen).toEqual([]);
  });

  it('can still be clicked and withdrawn in the list of a system that timed them out', () => {
    const { tell, screen, notifications } = start();
    tell();
    const [native] = screen;
    native?.emit('close', { reason: 'timedOut' });
    notifications.withdraw('bob');
    expect(screen).toEqual([]);
  });

  it('that were dismissed do not come back or close others', () => {
    const { tell, screen, notifications } = start();
    tell();
    const [first] = screen;
    first?.close();
    tell({ body: 'new' });
    first?.emit('close', { reason: 'userCanceled' });
    expect(screen).toHaveLength(1);
    notifications.withdraw('bob');
    expect(screen).toEqual([]);
  });

  it('make one sound for what comes together, none where none is wanted', () => {
    const { tell, screen, clock, chimes } = start();
    const silent = () => screen.at(-1)?.options.silent;
    tell({ sound: false });
    expect(silent()).toBe(true);
    tell({ conversation: 'a' });
    expect(silent()).toBe(false);
    tell({ conversation: 'b' });
    expect(silent()).toBe(true);
    clock.advance(2_000);
    tell({ conversation: 'c' });
    expect(silent()).toBe(false);
    expect(chimes).toHaveLength(2);
  });

  it('carry no markup where it would be read', () => {
    const hostile = '<img src="http://evil.example/x"> & <a href="file:///">';
    const escaped = start(true);
    escaped.tell({ body: hostile });
    expect(escaped.seen()).toEqual([['Bob', '&lt;img src="http://evil.example/x"&gt; &amp; &lt;a href="file:///"&gt;']]);
    const plain = start(false);
    plain.tell({ body: hostile });
    expect(plain.seen()).toEqual([['Bob', hostile]]);
  });

  it('of our own are clicked too', () => {
    const { screen, notifications } = start();
    let clicked = 0;
    notifications.say('Kith is still running', 'body', () => {
      clicked += 1;
    });
    screen[0]?.emit('click');
    expect([clicked, screen.length]).toEqual([1, 0]);
  });
});
