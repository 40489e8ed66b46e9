// Packages that ship no types; core wraps each behind its own.
declare module 'ltx/lib/Element.js' {
  const Element: new (name: string, attrs?: Record<string, string>) => unknown;
  export default Element;
}

declare module '@xmpp/client-core' {
  import type { EventEmitter } from 'node:events';

  export class Client extends EventEmitter {
    constructor(options: { domain: string; lang?: string });
    Transport: { readonly prototype: { header(element: unknown): string } };
    Parser: new () => EventEmitter;
    parser: { write(chunk: Uint8Array): void } | null;
    status: string;
    timeout: number;
    _attachSocket(socket: EventEmitter): void;
    _detachSocket(): void;
    _detachParser(): void;
    _status(status: string): void;
    _onData(chunk: Uint8Array): void;
    _onElement(element: unknown): void;
    isSecure(): boolean;
    header(element: unknown): string;
    open(options: { domain: string; lang?: string | undefined }): Promise<unknown>;
    restart(): Promise<unknown>;
    send(element: unknown): Promise<void>;
    write(text: string): Promise<void>;
  }
}

declare module '@xmpp/connection-tcp' {
  export default class ConnectionTCP {
    NS: string;
    header(element: unknown): string;
    headerElement(): unknown;
  }
}
