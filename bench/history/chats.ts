// The chats of the large archive: three to measure, one that is opened before so that no other is the first.

export type Chat = 'warm' | 'small' | 'middle' | 'large';

/** The text of the newest message in each. */
export type Newest = Readonly<Record<Chat, string>>;

/** Messages in each. */
export type Sizes = Readonly<Record<Chat, number>>;

/** As long as a real one. */
export const ACCOUNT_ID = '0a1f3c52-7d0e-4b6a-9c1d-5e2f8a7b6c3d';

export function addressOf(chat: Chat): string {
  return `${chat}@kith.test`;
}
