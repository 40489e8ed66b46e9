// Named points at which a test's Kith ends itself without a word (SIGKILL), between one step of the product and the next. The product knows
// nothing of them: they are seen from below, in the archive it is given and the TLS connections it makes.
import { TLSSocket } from 'node:tls';
import type { Archive } from '../../electron/archive/database.ts';

/** What has become of the row with the text in question. */
type Row = 'received' | 'pending' | 'sending' | 'sent' | 'listed';
/**
 * 'arrived': what holds the text was read and not handled. 'inside ROW': the transaction that makes it such a row is about to be committed;
 * 'committed ROW': it just was. 'acknowledged': the next <a/> of ours after that has left. 'written': what holds the text has left.
 * 'answered': the server's next <a/> after that was read and not handled.
 */
export type CrashPoint = 'arrived' | 'acknowledged' | 'written' | 'answered' | `inside ${Row}` | `committed ${Row}`;

export interface CrashPoints {
  /** To be used in place of the archive that was given. */
  readonly archive: Archive;
  /** `text`: a message's body, the name of a contact, or a number of messages that count as 'received' when so many are here. */
  arm(point: CrashPoint, text: string): void;
}

export function crashPoints(archive: Archive): CrashPoints {
  const row = archive
    .prepare<[{ text: string }], Row>(`
      SELECT state FROM messages WHERE body = @text
      UNION ALL SELECT 'listed' FROM contacts WHERE name = @text
      UNION ALL SELECT 'received' WHERE @text GLOB '[0-9]*' AND (SELECT count(*) FROM messages) >= CAST(@text AS INTEGER)`)
    .pluck();
  let armed: { readonly point: CrashPoint; readonly text: string } | undefined;
  let open = false;
  let left = false;

  function reached(point: string): void {
    if (armed?.point === point) process.kill(process.pid, 'SIGKILL');
  }

  const rowOf = (): Row | undefined => (armed === undefined ? undefined : (row.get({ text: armed.text }) as Row | undefined));

  function outermost<T>(work: () => T): T {
    open = true;
    try {
      const value = archive.transaction(() => {
        const made = work();
        reached(`inside ${rowOf()}`);
        return made;
      });
      reached(`committed ${rowOf()}`);
      return value;
    } finally {
      open = false;
    }
  }

  listen({
    heard(text) {
      if (armed === undefined) return;
      if (text.includes(armed.text)) reached('arrived');
      if (left && text.includes('<a ')) reached('answered');
    },
    said(text) {
      if (armed === undefined) return;
      if (text.includes('<a ') && rowOf() === 'received') reached('acknowledged');
      if (!text.includes(armed.text)) return;
      left = true;
      reached('written');
    },
  });

  return {
    archive: { ...archive, transaction: (work) => (open ? archive.transaction(work) : outermost(work)) },
    arm(point, text) {
      armed = { point, text };
      left = false;
    },
  };
}

/** What is read before anybody handles it, and what is written once it has left the process. */
function listen(ears: { heard(text: string): void; said(text: string): void }): void {
  const { emit, write } = TLSSocket.prototype as {
    emit(this: TLSSocket, name: string | symbol, ...values: unknown[]): boolean;
    write(this: TLSSocket, data: Uint8Array | string, done: (error?: Error | null) => void): boolean;
  };
  Object.assign(TLSSocket.prototype, {
    emit(this: TLSSocket, name: string | symbol, ...values: unknown[]) {
      if (name === 'data') ears.heard(String(values[0]));
      return emit.call(this, name, ...values);
    },
    write(this: TLSSocket, data: Uint8Array | string, done?: (error?: Error | null) => void) {
      return write.call(this, data, (error) => {
        done?.(error);
        if (!error) ears.said(String(data));
      });
    },
  });
}
