// A correction whose message is not here (lost, older than the history, or still to come from it) is shown as a message of its own: a row
// under the id of that message, at the place of its first correction. When the message comes, all that was said goes over to it.
import type { Archive } from './database.ts';
import { CHANGE_COLUMNS, type ChangeRow, type makeEffects, SUBJECT_COLUMNS, type Subject } from './effects.ts';
import { makeHiding } from './hiding.ts';

/** Clocks apart, nothing was corrected before it was written: some clients give the same ids again. In ms. */
const CLOCKS = 60_000;

export interface StandIn extends Subject {
  readonly retracted_at: number | null;
}

export function makeStandIns(archive: Archive, effects: ReturnType<typeof makeEffects>) {
  const hide = makeHiding(archive);
  const under = archive.prepare<[number, string], StandIn>(
    `SELECT ${SUBJECT_COLUMNS}, retracted_at FROM messages WHERE conversation = ? AND stanza_id = ? AND stand_in = 1`,
  );
  const saidOf = archive.prepare<[number], ChangeRow>(`SELECT ${CHANGE_COLUMNS} FROM changes WHERE message = ?`);
  const redraft = archive.prepare<[number, number]>('UPDATE conversations SET draft_reply = ? WHERE draft_reply = ?');
  const remove = archive.prepare<[number]>('DELETE FROM messages WHERE id = ?');

  return {
    /** Those that stand in for this message when it has this id. */
    under: (message: Subject, id: string): readonly StandIn[] =>
      under
        .all(message.conversation, id)
        .filter(
          (each) =>
            each.id !== message.id &&
            each.direction === message.direction &&
            each.sender === message.sender &&
            message.sent_at <= each.sent_at + CLOCKS,
        ),

    /** Returns what was said, which is now about the message. */
    giveWay(standIn: StandIn, message: Subject): readonly ChangeRow[] {
      const said = saidOf.all(standIn.id);
      for (const row of said) effects.apply(row, message);
      if (standIn.retracted_at !== null) effects.retract(message, standIn.retracted_at);
      if (standIn.kind === 'deleted') hide(message.id);
      redraft.run(message.id, standIn.id);
      archive.index.remove(standIn.id);
      remove.run(standIn.id);
      return said;
    },
  };
}
