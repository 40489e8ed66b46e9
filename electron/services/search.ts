// Searching what lies here, also without a connection: names become chats, dates become places, and the work is done in short steps, so
// that nothing else waits for it. Of several searches only the newest goes on.
import type { Conversation } from '../../shared/conversation.ts';
import { isSearch, readSearch, type SearchHit, type SearchPage, type SearchQuery } from '../../shared/search.ts';
import type { Criteria, Found, Scope, SearchStore } from '../archive/search.ts';
import type { Conversations } from './conversations.ts';
import { foldedIndex, snippets } from './snippet.ts';

export interface Search {
  /** `conversation`: only there. Resolves with what was found so far when a newer search of the same kind began. */
  find(typed: string, conversation: string | null, limit: number): Promise<SearchPage>;
  /** Where the first message of that day or later stands; null when everything is older. `time`: ms since the epoch. */
  positionAt(conversation: string, time: number): number | null;
  /** Which of these days, given by the local midnights they begin with and the one behind the last, have messages. */
  days(conversation: string, midnights: readonly number[]): readonly number[];
}

export interface SearchOptions {
  readonly store: SearchStore;
  readonly conversations: Pick<Conversations, 'list' | 'byId'>;
  readonly message: (id: string) => SearchHit['message'] | undefined;
  /** Lets everything else that waits have its turn. */
  readonly breathe: () => Promise<void>;
}

const LINK = /\b(?:https?:\/\/|xmpp:|mailto:)\S/i;
/** Chats a name may stand for. */
const MOST_CHATS = 20;
const END = Number.MAX_SAFE_INTEGER;

export function makeSearchRoad({ store, conversations, message, breathe }: SearchOptions): Search {
  const running = new Map<'here' | 'everywhere', symbol>();

  function scopesOf(query: SearchQuery, conversation: string | null): readonly Scope[] {
    const all = conversations.list();
    const whole = { after: -1, before: END };
    const named = [query.in, query.from === 'me' ? undefined : query.from].filter((name) => name !== undefined);
    const places: readonly (Pick<Scope, 'account' | 'conversation'> & { readonly chat?: Conversation })[] =
      conversation !== null || named.length > 0
        ? all
            .filter((chat) => (conversation === null || chat.id === conversation) && named.every((name) => isCalled(chat, name)))
            .slice(0, MOST_CHATS)
            .map((chat) => ({ account: chat.account, conversation: chat.id }))
        : [...new Set(all.map((chat) => chat.account))].map((account) => ({ account }));
    return places.flatMap((place) => {
      const from = query.after === undefined ? undefined : store.positionAt(place, query.after);
      if (query.after !== undefined && from === undefined) return [];
      const to = query.before === undefined ? undefined : store.positionAt(place, query.before);
      return [{ ...place, ...whole, ...(from === undefined ? {} : { after: from - 1 }), ...(to === undefined ? {} : { before: to }) }];
    });
  }

  /** The newest of one place; short steps, with a breath between them. */
  async function newest(scope: Scope, criteria: Criteria, limit: number, current: () => boolean): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (const step of store.steps(scope, criteria)) {
      found.push(...step);
      if (found.length >= limit || !current()) break;
      await breathe();
    }
    return found.slice(0, limit);
  }

  return {
    async find(typed, conversation, limit) {
      const query = readSearch(typed);
      if (!isSearch(query)) return { hits: [], more: false };
      const kind = conversation === null ? 'everywhere' : 'here';
      const mine = Symbol(kind);
      running.set(kind, mine);
      const current = () => running.get(kind) === mine;
      const criteria = criteriaOf(query);
      const snippetOf = snippets(query.terms);
      const here = new Map<string, boolean>();
      const isHere = (id: string): boolean => {
        const known = here.get(id) ?? conversations.byId(id) !== undefined;
        here.set(id, known);
        return known;
      };
      const hits: SearchHit[] = [];
      for (const scope of scopesOf(query, conversation)) {
        for (const { id, body } of await newest(scope, criteria, limit + 1, current)) {
          const row = message(id);
          // Deleted, or of a chat that is not here any more.
          if (row === undefined || !isHere(row.conversation)) continue;
          hits.push({ message: row, conversation: row.conversation, ...snippetOf(body) });
        }
        if (!current()) break;
      }
      const sorted = hits.toSorted((a, b) =>
        a.message.account === b.message.account ? b.message.position - a.message.position : b.message.sentAt - a.message.sentAt,
      );
      return { hits: sorted.slice(0, limit), more: sorted.length > limit };
    },

    positionAt(id, time) {
      const chat = conversations.byId(id);
      return chat === undefined ? null : (store.positionAt({ account: chat.account, conversation: id }, time) ?? null);
    },

    days(id, midnights) {
      const chat = conversations.byId(id);
      if (chat === undefined) return [];
      const scope = { account: chat.account, conversation: id };
      return midnights.slice(0, -1).filter((midnight, index) => {
        const position = store.positionAt(scope, midnight);
        const sent = position === undefined ? undefined : store.sentAt(id, position);
        return sent !== undefined && sent < (midnights[index + 1] ?? 0);
      });
    },
  };
}

function criteriaOf(query: SearchQuery): Criteria {
  // What has neither letter nor digit is not in the index: emoji and signs are looked for in the text itself.
  const isWord = ({ text }: { readonly text: string }) => /[\p{L}\p{N}]/u.test(text);
  const phrases = query.terms.filter(isWord);
  const signs = query.terms.filter((term) => !isWord(term)).map(({ text }) => text);
  const judged = query.link || signs.length > 0;
  return {
    ...(phrases.length === 0 ? {} : { phrases }),
    ...(query.from === undefined ? {} : { direction: query.from === 'me' ? 'out' : 'in' }),
    ...(judged ? { accept: (body) => (!query.link || LINK.test(body)) && signs.every((sign) => body.includes(sign)) } : {}),
  };
}

function isCalled(chat: Conversation, name: string): boolean {
  const wanted = foldedIndex(name).text;
  return [chat.title, chat.address].some((each) => foldedIndex(each).text.includes(wanted));
}
