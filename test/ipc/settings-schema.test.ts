// settings.json is as untrusted as any other file: each field is judged by itself.
import { describe, expect, it } from 'vitest';
import { readAccounts, readPresence, readSettings, settingFields } from '../../electron/desktop/settings-schema.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

describe('settings', () => {
  it('every field has its own check, and every default passes it', () => {
    expect(Object.keys(settingFields).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
    expect(readSettings(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
  });

  it.each(['', null, undefined, 7, [], { settings: {} }])('%j gives the defaults', (raw) => {
    expect(readSettings(raw)).toEqual(DEFAULT_SETTINGS);
  });

  it('an odd value costs only itself; what is unknown is dropped', () => {
    const raw = JSON.parse('{"theme":"dark","textSize":111,"sounds":"no","closeToTray":false,"extra":1,"__proto__":{"density":"compact"}}');
    expect(readSettings(raw)).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', closeToTray: false });
  });
});

describe('presence and accounts', () => {
  it('fall back and drop what is no presence or no account', () => {
    expect(readPresence({ availability: 'busy', status: 'in a train' })).toEqual({ availability: 'busy', status: 'in a train' });
    expect(readPresence({ availability: 'invisible', status: '' })).toEqual({ availability: 'available', status: '' });
    expect(readPresence(undefined)).toEqual({ availability: 'available', status: '' });
    const good = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', address: 'a@example.org', port: 5222 };
    expect(readAccounts([good, { ...good, id: '../x' }, { ...good, port: 0 }, 'x'])).toEqual([good]);
    expect(readAccounts({})).toEqual([]);
    const second = { id: '1f8fad5b-d9cb-469f-a165-70867728950e', address: 'b@example.org', off: true, colour: 1 };
    expect(readAccounts([good, second, { ...second, address: 'c@example.org' }, { ...second, id: good.id }])).toEqual([good, second]);
    expect(readAccounts([{ ...good, colour: 8 }])).toEqual([]);
  });

  it('hold a trusted certificate only by a whole fingerprint', () => {
    const fingerprint = Array(32).fill('0F').join(':');
    const good = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', address: 'a@example.org', trusted: { fingerprint, since: 1 } };
    const seen = { fingerprint, proof: 'trusted', since: 1, before: fingerprint };
    expect(readAccounts([{ ...good, seen }])).toEqual([{ ...good, seen }]);
    for (const odd of ['', fingerprint.slice(3), `${fingerprint}:00`, fingerprint.toLowerCase()])
      expect(readAccounts([{ ...good, trusted: { fingerprint: odd, since: 1 } }])).toEqual([]);
  });
});
