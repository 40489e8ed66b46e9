// What is searched for, by the end of its row's id.

export const SEARCHES = {
  rare: { words: 'heliotrope', what: 'a rare word' },
  common: { words: 'harbour', what: 'a common word' },
  absent: { words: 'zeppelin', what: 'a word that is nowhere' },
  prefix: { words: 'helio', what: 'the beginning of a word' },
  two: { words: 'heliotrope harbour', what: 'two words' },
  cjk: { words: '火车', what: 'a Chinese word' },
} as const;
