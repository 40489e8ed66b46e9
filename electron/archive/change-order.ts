// Which of two changes of one sender to one message came first: as the server's archive stamped them, else as they stand on the line of
// positions, where what came first stands first.

export interface OrderedChange {
  readonly id: number;
  readonly position: number;
  readonly sent_at: number;
  /** sent_at is the archive's word. */
  readonly stamped: number;
}

export function byOrder(a: OrderedChange, b: OrderedChange): number {
  if (a.stamped === 1 && b.stamped === 1 && a.sent_at !== b.sent_at) return a.sent_at - b.sent_at;
  return a.position - b.position || a.id - b.id;
}
