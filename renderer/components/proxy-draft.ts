// What is typed about a proxy, and what it means.
import { PROXY_PORTS, type ProxyServer, TOR } from '../../shared/proxy.ts';

export interface ProxyDraft {
  readonly kind: 'direct' | ProxyServer['kind'];
  readonly host: string;
  readonly port: string;
  readonly username: string;
  /** Empty: the one that is kept. */
  readonly password: string;
}

export type ProxyPlace = 'proxyHost' | 'proxyPort';

export function draftOf(proxy: ProxyServer | undefined): ProxyDraft {
  if (proxy === undefined) return { kind: 'direct', host: '', port: '', username: '', password: '' };
  return { kind: proxy.kind, host: proxy.host, port: String(proxy.port), username: proxy.username ?? '', password: '' };
}

/** With what is usual for the kind, where nothing else was typed. */
export function withKind(draft: ProxyDraft, kind: ProxyDraft['kind']): ProxyDraft {
  if (kind === 'direct' || kind === draft.kind) return { ...draft, kind };
  if (kind === 'tor') return { ...draft, kind, host: TOR.host, port: String(TOR.port), username: '', password: '' };
  const typed = draft.host !== '' && draft.kind !== 'tor';
  const usual = Object.values(PROXY_PORTS).map(String);
  const port = draft.port === '' || usual.includes(draft.port) ? String(PROXY_PORTS[kind]) : draft.port;
  return { ...draft, kind, host: typed ? draft.host : '', port };
}

/** The proxy, null for none, or where something is missing. */
export function readDraft({
  kind,
  host,
  port,
  username,
}: ProxyDraft): { readonly proxy: ProxyServer | null } | { readonly at: ProxyPlace } {
  if (kind === 'direct') return { proxy: null };
  const number = Number(port.trim());
  if (host.trim() === '' || /[\s/@]/.test(host.trim())) return { at: 'proxyHost' };
  if (!(Number.isInteger(number) && number >= 1 && number <= 65535)) return { at: 'proxyPort' };
  const user = username.trim();
  return { proxy: { kind, host: host.trim(), port: number, ...(user === '' || kind === 'tor' ? {} : { username: user }) } };
}
