// The one guarded opener against a hundred hostile links: none of them reaches the system, none opens a conversation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkTarget } from '../../shared/links.ts';

const HOSTILE: readonly string[] = [
  // Files and network shares, which start programs (Wire GHSA-5gpx-9976-ggpm, Mattermost CVE-2024-37182).
  'file:///etc/passwd',
  'file:///C:/Windows/System32/calc.exe',
  'FILE:///etc/passwd',
  'file://server/share/evil.desktop',
  'file:\\\\server\\share',
  'smb://evil.example/share/evil.desktop',
  'smb:\\\\evil.example\\share',
  '\\\\evil.example\\share\\evil.exe',
  '//evil.example/share',
  '/etc/passwd',
  'C:\\Windows\\System32\\calc.exe',
  'c:/windows/system32/calc.exe',
  'nfs://evil.example/x',
  'afp://evil.example/x',
  'dav://evil.example/x',
  'davs://evil.example/x',
  'webdav://evil.example/x',
  'sftp://evil.example/x',
  'ftp://evil.example/x.exe',
  'ssh://-oProxyCommand=calc/x',
  'telnet://evil.example',
  'rlogin://evil.example',
  'git://evil.example/x',
  'svn+ssh://evil.example/x',
  'jar:http://evil.example!/x',
  // Scripts and documents of their own.
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'javascript://example.org/%0aalert(1)',
  'javascript:void(0)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'blob:https://example.org/uuid',
  'filesystem:https://example.org/x',
  'view-source:https://example.org',
  'about:blank',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'app://kith/index.html',
  'electron://x',
  // Programs of the system that take orders (search-ms, Follina and their kin).
  'ms-msdt:/id PCWDiagnostic',
  'ms-msdt:-id%20PCWDiagnostic',
  'search-ms:query=x&crumb=location:%5C%5Cevil.example',
  'search:query=x',
  'ms-officecmd:%7B%7D',
  'ms-word:ofe|u|https://evil.example/x.docx',
  'ms-excel:ofv|u|https://evil.example/x.xlsx',
  'ms-settings:privacy',
  'ms-appinstaller:?source=https://evil.example/x',
  'ms-gamingoverlay:',
  'ms-cxh-full://x',
  'shell:startup',
  'cmd:calc',
  'powershell:calc',
  'steam://run/1',
  'skype:x?call',
  'zoommtg://evil.example/join',
  'slack://open',
  'tel:+491234',
  'sms:+491234',
  'facetime://x',
  'callto:x',
  'vnc://evil.example',
  'rdp://evil.example',
  'ldap://evil.example/x',
  'news:x',
  'irc://evil.example/x',
  'magnet:?xt=urn:btih:x',
  'apt:evil',
  'snap://evil',
  'appstream://evil',
  'x-apple.systempreferences:com.apple.preference.security',
  'x-help-action://openApp?bundleId=x',
  'itms-services://?action=download-manifest&url=https://evil.example',
  'intent://evil#Intent;scheme=http;end',
  'itmss://x',
  'resource://x',
  'moz-icon://x',
  'ws://evil.example',
  'wss://evil.example',
  // Web addresses that are not what they look like.
  'https://bank.example@evil.example/',
  'https://user:password@evil.example/',
  'https://:password@evil.example/',
  'http://@evil.example@evil.example/',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'https:////evil.example',
  'https:\\\\evil.example',
  'https://bank.example\\@evil.example/',
  'https://%65vil.example/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'https://ｅvil.example/',
  'https://evil。example/',
  'https://ba\u00adnk.example/',
  'https://bank\u200b.example/',
  'https://',
  'https://?x',
  'https://example.org:99999/',
  'https://exa mple.org/',
  'https://[::1',
  'https://example.org/\u202egnp.exe',
  'https://example.org/\u2066x',
  ' https://example.org/',
  'https://example.org/ ',
  'https://example.org/\nx',
  'https://example.org/\u0000',
  'ht\ntps://example.org/',
  'ht\ttps://example.org/',
  '\u0001https://example.org/',
  `https://example.org/${'a'.repeat(5000)}`,
  // Mail that would attach files or forge header lines.
  'mailto:a@example.org?attach=/etc/passwd',
  'mailto:a@example.org?attachment=/etc/passwd',
  'mailto:a@example.org?ATTACH=/etc/passwd',
  'mailto:a@example.org?subject=x%0d%0aBcc:%20evil@evil.example',
  'mailto:a@example.org%0d%0aBcc:evil@evil.example',
  'mailto:?insert=/etc/passwd',
  // Addresses that are none.
  'xmpp:',
  'xmpp:?join',
  'xmpp:@example.org',
  'xmpp:a@',
  'xmpp:%00@example.org',
  'xmpp:a@example.org%0a',
  'xmpp:a%40b%40c@example.org',
  'xmpp:a b@example.org',
  'xmpp:%zz@example.org',
  `xmpp:${'a'.repeat(2000)}@example.org`,
  // Nothing at all.
  '',
  'example.org',
  'nonsense',
  '://',
  ':',
];

const HONEST: readonly (readonly [string, object])[] = [
  ['https://example.org', { open: 'system', url: 'https://example.org/' }],
  ['http://example.org/a?b=c#d', { open: 'system', url: 'http://example.org/a?b=c#d' }],
  ['HTTPS://Example.ORG:8443/Path', { open: 'system', url: 'https://example.org:8443/Path' }],
  ['https://example.org:443/', { open: 'system', url: 'https://example.org/' }],
  ['https://münchen.example/ä', { open: 'system', url: 'https://xn--mnchen-3ya.example/%C3%A4' }],
  // A Cyrillic letter: opened, but under the name it really has.
  ['https://\u0435xample.org/', { open: 'system', url: 'https://xn--xample-2of.org/' }],
  ['http://192.0.2.1/', { open: 'system', url: 'http://192.0.2.1/' }],
  ['http://[2001:db8::1]:8080/', { open: 'system', url: 'http://[2001:db8::1]:8080/' }],
  ['https://example.org/user@host', { open: 'system', url: 'https://example.org/user@host' }],
  ['https://example.org/javascript:alert(1)', { open: 'system', url: 'https://example.org/javascript:alert(1)' }],
  ['mailto:a@example.org', { open: 'system', url: 'mailto:a@example.org' }],
  ['mailto:a@example.org?subject=Hi&body=one%0Atwo', { open: 'system', url: 'mailto:a@example.org?subject=Hi&body=one%0Atwo' }],
  ['xmpp:bob@example.org', { open: 'address', address: 'bob@example.org' }],
  ['xmpp:bob@example.org/phone?message;body=hi', { open: 'address', address: 'bob@example.org', text: 'hi' }],
  ['XMPP://me@example.org/bob@example.org?roster', { open: 'address', address: 'bob@example.org', add: true }],
  [
    'xmpp:room@rooms.example.org?roster;name=Bob%20%3Cb%3E%0A;group=Work',
    { open: 'address', address: 'room@rooms.example.org', add: true, name: 'Bob <b>' },
  ],
  ['xmpp:bob@example.org?subscribe', { open: 'address', address: 'bob@example.org', add: true }],
  ['xmpp:bob@example.org?message;subject=x;body=one%0Atwo%00%E2%82%AC', { open: 'address', address: 'bob@example.org', text: 'one\ntwo€' }],
  ['xmpp:bob@example.org?message;body=%zz', { open: 'address', address: 'bob@example.org' }],
  ['xmpp:bob@example.org?remove', { open: 'address', address: 'bob@example.org' }],
  ['xmpp:room@rooms.example.org?join;password=x', { open: 'address', address: 'room@rooms.example.org' }],
];

describe('hostile links', () => {
  it('are a hundred at least', () => {
    expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(100);
  });

  it.each(HOSTILE.map((url) => [url.length > 80 ? `${url.slice(0, 80)}…` : url, url]))('%j leads nowhere', (_name, url) => {
    expect(linkTarget(url)).toMatchObject({ open: 'nothing' });
  });
});

describe('honest links', () => {
  it.each(HONEST)('%s', (url, target) => {
    expect(linkTarget(url)).toEqual(target);
  });
});

it('whatever is written, only four schemes reach the system or Kith', () => {
  const schemes = fc.constantFrom('http:', 'https:', 'mailto:', 'xmpp:', 'file:', 'javascript:', 'data:', 'smb:', '');
  const text = fc.oneof(
    fc.webUrl(),
    fc.string({ unit: 'binary' }),
    fc.tuple(schemes, fc.string({ unit: 'binary' })).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (url) => {
      const target = linkTarget(url);
      if (target.open === 'system') {
        const { protocol, username, password } = new URL(target.url);
        expect(['http:', 'https:', 'mailto:']).toContain(protocol);
        expect(username + password).toBe('');
        expect(target.url).toMatch(/^[\x21-\x7e]+$/);
      }
    }),
    { numRuns: 2000 },
  );
});
