// The parts of the stock XMPP client that peer.ts touches; the packages ship no types.
declare module '@xmpp/client' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  /** An ltx element; the same members as Kith's own Element, so that tests can hand over either. */
  export interface Element {
    name: string;
    attrs: Record<string, string | undefined>;
    children: (Element | string)[];
    parent: Element | null;
    getName(): string;
    getNS(): string | undefined;
    is(name: string, xmlns?: string): boolean;
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildElements(): Element[];
    getChildText(name: string, xmlns?: string): string | null;
    text(): string;
    append(...nodes: (Element | string)[]): void;
    toString(): string;
  }

  export interface TlsSocket extends EventEmitter {
    connect(options: object): void;
    _attachSocket(socket: Socket): void;
  }

  export interface Transport {
    readonly prototype: { Socket: new () => TlsSocket; socketParameters(service: string): object | undefined };
  }

  export interface Client extends EventEmitter {
    readonly jid: { toString(): string } | null;
    readonly socket: { readonly socket: Socket | null } | null;
    readonly status: string;
    readonly transports: Transport[];
    readonly reconnect: { stop(): void };
    readonly iqCallee: { get(xmlns: string, name: string, handler: () => Element): void };
    readonly streamManagement: { readonly enabled: boolean };
    readonly iqCaller: { request(iq: Element, timeoutMs?: number): Promise<Element> };
    connect(service: string): Promise<unknown>;
    open(options: { domain: string }): Promise<unknown>;
    _findTransport(service: string): Transport | undefined;
    stop(): Promise<unknown>;
    send(element: Element): Promise<void>;
    write(text: string): Promise<void>;
  }

  export function client(options: {
    service: string;
    domain: string;
    username: string;
    credentials(
      authenticate: (credentials: { username: string; password: string }, mechanism: string) => Promise<void>,
      mechanisms: readonly string[],
    ): Promise<void>;
    resource?: string;
    timeout?: number;
  }): Client;

  export function xml(name: string, attrs?: Record<string, string | undefined>, ...children: (Element | string)[]): Element;
}
