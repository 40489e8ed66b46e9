// How an account's connections are made when not directly: through a proxy, which also looks every name up.

export interface ProxyServer {
  /** Tor is a SOCKS5 proxy behind which nothing may be asked of the DNS here. */
  readonly kind: 'tor' | 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  /** The password that goes with it is kept with the account's. */
  readonly username?: string;
}

/** Where Tor listens unless somebody changed it. */
export const TOR: ProxyServer = { kind: 'tor', host: '127.0.0.1', port: 9050 };

/** What proxies of a kind usually listen on. */
export const PROXY_PORTS: Readonly<Record<ProxyServer['kind'], number>> = { tor: TOR.port, socks5: 1080, http: 8080 };
