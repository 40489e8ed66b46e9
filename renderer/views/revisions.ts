// What a message said before it was edited, for whatever shows it.
import type { Message, Revision } from '../../shared/message.ts';
import { useStore } from '../store/index.ts';

/** Oldest first; none when they cannot be read, which is reported. */
export async function loadRevisions({ id }: Message): Promise<readonly Revision[]> {
  const { revisions, report } = useStore.getState();
  try {
    return await revisions(id);
  } catch (error) {
    report(error);
    return [];
  }
}
