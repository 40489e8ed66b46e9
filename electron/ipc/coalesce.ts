// What happens in one frame is told at once, one event per name; of rows with the same id the last word wins, also between 'x.changed' and 'x.removed'.

interface Row {
  readonly id: string;
}

/** Names of events and their rows, in order. */
export type Frame = readonly (readonly [string, readonly Row[]])[];

export interface CoalesceOptions {
  readonly send: (frame: Frame) => void;
  /** Runs once when the frame is over. */
  readonly atFrame: (run: () => void) => void;
}

export function makeCoalescer({ send, atFrame }: CoalesceOptions): (name: string, rows: readonly Row[]) => void {
  const waiting = new Map<string, Map<string, Row>>();

  function flush(): void {
    const frame = [...waiting].flatMap(([name, rows]) => (rows.size > 0 ? [[name, [...rows.values()]] as const] : []));
    waiting.clear();
    if (frame.length > 0) send(frame);
  }

  return (name, rows) => {
    if (waiting.size === 0) atFrame(flush);
    const mine = waiting.get(name) ?? new Map<string, Row>();
    waiting.set(name, mine);
    const opposite = waiting.get(opposed(name));
    for (const row of rows) {
      opposite?.delete(row.id);
      // Deleted first, so that the row takes the place of its last word.
      mine.delete(row.id);
      mine.set(row.id, row);
    }
  };
}

function opposed(name: string): string {
  return name.endsWith('.removed') ? name.replace(/removed$/, 'changed') : name.replace(/changed$/, 'removed');
}
