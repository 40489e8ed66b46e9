// Apart from the log itself, which comes to the page after the list of chats (rest.ts).
import { opening } from '../components/message-rows.ts';
import { useStore } from '../store/index.ts';

/** It is about to be opened: what it shows first may be here by then. */
export function prepareLog(id: string): void {
  const { conversations, loaded, loadMessages } = useStore.getState();
  const conversation = conversations[id];
  if (conversation === undefined || loaded[id] !== undefined) return;
  const { count, after, start } = opening(conversation);
  // The log asks again and tells of what is wrong.
  loadMessages(id, count, after, start).catch(() => undefined);
}
