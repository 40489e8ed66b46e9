// A host a server names instead of itself: 'host', 'host:port' or '[IPv6]:port' (RFC 6120 4.9.3.19).

export interface Place {
  readonly server: string;
  readonly port?: number;
}

/** Undefined for what names no host. Whether it may be believed is the caller's business. */
export function readPlace(text: string | undefined): Place | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?$/i.exec(text?.trim() ?? '') ?? [];
  const server = bracketed ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  if (server === undefined || server.length > 255 || (port !== undefined && (port < 1 || port > 65535))) return undefined;
  return { server, ...(port === undefined ? {} : { port }) };
}
