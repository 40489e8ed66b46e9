// Rows of one frame become one event per name; of rows with the same id the last word wins, also between 'x.changed' and 'x.removed'.

interface Row {
  readonly id: string;
}

export interface CoalesceOptions {
  readonly send: (name: string, rows: readonly Row[]) => void;
  /** Runs once when the frame is over. */
  readonly atFrame: (run: () => void) => void;
}

export function makeCoalescer({ send, atFrame }: CoalesceOptions): (name: string, rows: readonly Row[]) => void {
  const waiting = new Map<string, Map<string, Row>>();

  function flush(): void {
    const events = [...waiting];
    waiting.clear();
    for (const [name, rows] of events) if (rows.size > 0) send(name, [...rows.values()]);
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
