// Looking for messages: what fits the search box, and where in a conversation something is.
import type { ConversationId } from '../../shared/conversation.ts';
import type { SearchHit, SearchPage } from '../../shared/search.ts';
import type { Api } from '../api.ts';
import type { SliceAccess } from './slice.ts';

export interface FoundMessages extends SearchPage {
  /** What these were found for. */
  readonly typed: string;
}

export const NOTHING_FOUND: FoundMessages = { typed: '', hits: [], more: false };

export interface SearchSlice {
  readonly foundMessages: FoundMessages;
  /** The conversation something is looked for in. */
  readonly findingIn: ConversationId | null;
  /** Everywhere; what comes late, for something typed earlier, is dropped. */
  searchMessages(typed: string, limit: number): Promise<void>;
  /** In one conversation. */
  searchIn(conversation: ConversationId, typed: string, limit: number): Promise<readonly SearchHit[]>;
  findIn(conversation: ConversationId | null): void;
  /** See the calls of the same names. */
  positionAt(conversation: ConversationId, time: number): Promise<number | null>;
  daysWithMessages(conversation: ConversationId, midnights: readonly number[]): Promise<readonly number[]>;
}

export function searchSlice({ set }: SliceAccess<SearchSlice>, api: Api): SearchSlice {
  let asked = 0;
  return {
    foundMessages: NOTHING_FOUND,
    findingIn: null,
    async searchMessages(typed, limit) {
      const mine = ++asked;
      const page = typed.trim() === '' ? NOTHING_FOUND : await api.call('search.messages', typed, null, limit);
      if (mine === asked) set({ foundMessages: { typed, hits: page.hits, more: page.more } });
    },
    searchIn: async (conversation, typed, limit) => (await api.call('search.messages', typed, conversation, limit)).hits,
    findIn: (findingIn) => set({ findingIn }),
    positionAt: (conversation, time) => api.call('search.position', conversation, time),
    daysWithMessages: (conversation, midnights) => api.call('search.days', conversation, midnights),
  };
}
