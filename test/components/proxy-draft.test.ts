import { describe, expect, it } from 'vitest';
import { draftOf, readDraft, withKind } from '../../renderer/components/proxy-draft.ts';

const direct = draftOf(undefined);

describe('what is typed about a proxy', () => {
  it('begins with what is usual for its kind, and keeps what was typed', () => {
    expect(withKind(direct, 'tor')).toMatchObject({ host: '127.0.0.1', port: '9050' });
    expect(withKind(withKind(direct, 'tor'), 'socks5')).toMatchObject({ host: '', port: '1080' });
    expect(withKind(withKind(direct, 'socks5'), 'http')).toMatchObject({ port: '8080' });
    const typed = { ...withKind(direct, 'socks5'), host: 'proxy.example', port: '3128', username: 'ann', password: 'x' };
    expect(withKind(typed, 'http')).toEqual({ ...typed, kind: 'http' });
    expect(withKind(typed, 'tor')).toMatchObject({ username: '', password: '' });
    expect(withKind(typed, 'direct')).toEqual({ ...typed, kind: 'direct' });
  });

  it('means a proxy, none, or says what is missing', () => {
    expect(readDraft(direct)).toEqual({ proxy: null });
    const typed = { kind: 'socks5', host: ' proxy.example ', port: '1080', username: ' ', password: '' } as const;
    expect(readDraft(typed)).toEqual({ proxy: { kind: 'socks5', host: 'proxy.example', port: 1080 } });
    expect(readDraft({ ...typed, username: 'ann' })).toMatchObject({ proxy: { username: 'ann' } });
    for (const host of ['', ' ', 'http://x', 'a b', 'ann@x']) expect(readDraft({ ...typed, host })).toEqual({ at: 'proxyHost' });
    for (const port of ['', '0', '65536', '1.5', 'x']) expect(readDraft({ ...typed, port })).toEqual({ at: 'proxyPort' });
  });

  it('is what is kept', () => {
    const proxy = { kind: 'http', host: 'proxy.example', port: 3128, username: 'ann' } as const;
    expect(readDraft(draftOf(proxy))).toEqual({ proxy });
  });
});
