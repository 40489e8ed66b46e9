// What Bob and Carol answer in the demo: pure, so that the same words always get the same kind of answer.

export interface Manners {
  /** What somebody says when nothing better comes to mind, taken in turn. */
  readonly small: readonly string[];
  readonly hello: string;
  readonly thanks: string;
  readonly question: readonly string[];
  readonly link: string;
  readonly long: string;
  readonly bye: string;
}

export const manners: Readonly<Record<'bob' | 'carol', Manners>> = {
  bob: {
    hello: 'Hey! Good to hear from you 👋',
    thanks: 'Any time.',
    question: [
      'Good question. I would say yes, but ask me again after coffee.',
      'Let me look that up and tell you tonight.',
      'Honestly? No idea 😄',
    ],
    link: 'Opening it now. Ah, nice find!',
    long: 'That deserves a proper answer. I am on the tram, give me until this evening.',
    bye: 'See you! Do not forget the oars.',
    small: ['Sounds good to me.', 'Ha, exactly.', 'I was about to write the same.', 'Noted ✍️', 'Then let us do it like that.'],
  },
  carol: {
    hello: 'Hello you 🌻',
    thanks: 'Always! ❤️',
    question: ['Hmm, what does your gut say?', 'Yes. Definitely yes.', 'Can I think about it over a cup of tea? ☕'],
    link: 'Saved for tonight, thank you!',
    long: 'I read that twice. You put it better than the book did.',
    bye: 'Sleep well 🌙',
    small: ['I like that.', 'Tell me more!', 'Oh, same here.', '😂', 'Wait until Bob hears about this.'],
  },
};

/** The answer to a message; `turn` counts the answers given so far. */
export function replyTo(text: string, who: Manners, turn: number): string {
  const words = text.toLowerCase();
  if (/https?:\/\//.test(words)) return who.link;
  if (/\b(hi|hello|hey|good morning|good evening|moin)\b/.test(words)) return who.hello;
  if (/\b(thanks|thank you|thx)\b/.test(words)) return who.thanks;
  if (/\b(bye|good night|see you)\b/.test(words)) return who.bye;
  if (words.includes('?')) return pick(who.question, turn);
  if (text.length > 280) return who.long;
  return pick(who.small, turn);
}

/** How long somebody types at this text, in milliseconds. */
export function typingTime(text: string): number {
  return Math.min(3500, 900 + text.length * 30);
}

function pick(choices: readonly string[], turn: number): string {
  return choices[turn % choices.length] ?? '';
}
