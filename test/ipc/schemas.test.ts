// The border of the main process: what a call may carry.
import { describe, expect, it } from 'vitest';
import { schemas } from '../../electron/ipc/schemas.ts';
import { STATUS_LIMIT } from '../../shared/contact.ts';
import { MUTED_ALWAYS } from '../../shared/conversation.ts';
import type { Calls } from '../../shared/ipc.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

const accepts = (name: keyof Calls, ...args: readonly unknown[]): boolean => schemas[name].safeParse(args).success;
const status = (length: number) => ({ availability: 'away', status: 'x'.repeat(length) });

describe('accepted', () => {
  it.each<[keyof Calls, readonly unknown[]]>([
    ['app.snapshot', []],
    ['account.signOut', ['a', true]],
    ['account.switchOn', ['a', false]],
    ['account.reorder', [['b', 'a']]],
    ['account.setProxy', ['a', { kind: 'socks5', host: 'proxy.example', port: 1080, username: 'ann' }, 'secret']],
    ['account.setProxy', ['a', null, null]],
    ['account.allowPlain', ['a', true]],
    ['presence.change', [status(STATUS_LIMIT)]],
    ['conversations.mute', ['1', 0]],
    ['conversations.mute', ['1', MUTED_ALWAYS]],
    ['conversations.shown', [null]],
    ['conversations.shown', ['1']],
    ['messages.page', ['1', null, 50]],
    ['messages.around', ['1', 2 ** 44, 500]],
    ['messages.after', ['1', 0, 1]],
    ['settings.change', [{}]],
    ['settings.change', [DEFAULT_SETTINGS]],
    ['settings.change', [{ textSize: 125 }]],
  ])('%s %j', (name, args) => {
    expect(accepts(name, ...args)).toBe(true);
  });
});

describe('refused', () => {
  it.each<[keyof Calls, readonly unknown[]]>([
    ['app.snapshot', ['more']],
    ['account.signOut', ['a']],
    ['account.switchOn', ['a', 'off']],
    ['account.reorder', ['a']],
    ['account.reorder', [Array(1001).fill('a')]],
    ['account.setProxy', ['a', { kind: 'socks4', host: 'proxy.example', port: 1080 }, null]],
    ['account.setProxy', ['a', { kind: 'http', host: '', port: 1080 }, null]],
    ['account.setProxy', ['a', { kind: 'http', host: 'proxy.example', port: 0 }, null]],
    ['account.setProxy', ['a', { kind: 'http', host: 'proxy.example', port: 1, password: 'x' }, null]],
    ['account.setProxy', ['a', null, 'x'.repeat(256)]],
    ['account.allowPlain', ['a', 1]],
    ['account.signOut', ['a', 'yes']],
    ['account.security', [{ id: 'a' }]],
    ['presence.change', [status(STATUS_LIMIT + 1)]],
    ['presence.change', [{ availability: 'offline', status: '' }]],
    ['presence.change', [{ availability: 'away', status: '', extra: 1 }]],
    ['conversations.mute', ['1', -1]],
    ['conversations.mute', ['1', 1.5]],
    ['conversations.mute', ['1', Number.POSITIVE_INFINITY]],
    ['conversations.pin', ['1', 1]],
    ['conversations.delete', ['']],
    ['conversations.delete', ['x'.repeat(65)]],
    ['conversations.shown', [undefined]],
    ['messages.around', ['1', 0.5, 10]],
    ['messages.around', ['1', 0, 501]],
    ['messages.after', ['1', -1, 10]],
    ['messages.after', ['1', Number.NaN, 10]],
    ['settings.change', [{ theme: 'blue' }]],
    ['settings.change', [{ unknown: true }]],
    ['settings.change', [{ sounds: undefined }]],
    ['settings.change', [{ textSize: 101 }]],
    ['settings.change', [{ listWidth: 10 }]],
    ['settings.change', [[]]],
    ['settings.change', [null]],
    ['app.quit', ['now']],
  ])('%s %j', (name, args) => {
    expect(accepts(name, ...args)).toBe(false);
  });
});
