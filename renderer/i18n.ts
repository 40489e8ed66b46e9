// The one catalogue behind every word, and the pseudo-locale en-XA made from it: a third longer, accented, mirrored.
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../shared/settings.ts';
import { en } from './locales/en.ts';

interface Words {
  readonly [key: string]: string | Words;
}

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEGHIKLNORSTUWY';
const ACCENTS = [...'àƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÀßÇÐÉĜĤÎĶĻÑÖŔŠŢÛŴÝ'];
const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(PLAIN, (letter, index) => [letter, ACCENTS[index] ?? letter]),
);
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** Starts the catalogue in `language`. */
export async function startWords(language: Settings['language']): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    keySeparator: '.',
    interpolation: { escapeValue: true, escape: isolated },
    react: { useSuspense: false },
  });
  await speak(i18next, language);
  return i18next;
}

/** The pseudo-locale is made when it is first wanted. */
export async function speak(words: i18n, language: Settings['language']): Promise<void> {
  if (language === 'en-XA' && !words.hasResourceBundle(language, 'translation'))
    words.addResourceBundle(language, 'translation', pseudo(en));
  await words.changeLanguage(language);
}

/** Remote text inside a sentence must not turn the sentence round (UAX 9, isolates); left alone where it cannot. */
export function isolated(value: unknown): string {
  const text = String(value);
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** Placeholders stay as they are; plural suffixes are in the keys. */
export function pseudo(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeof value === 'string' ? pseudoText(value) : pseudo(value)]),
  );
}

function pseudoText(text: string): string {
  const accented = text
    .split(/(\{\{[^}]*\}\})/)
    .map((part) => (part.startsWith('{{') ? part : Array.from(part, (letter) => ACCENTED[letter] ?? letter).join('')))
    .join('');
  const letters = text.replace(/\{\{[^}]*\}\}/g, '').length;
  // In pieces as long as words: lines break between them as they do in a language that is longer.
  return `${accented}${'~'.repeat(Math.max(1, Math.ceil(letters / 3))).replace(/~{8}(?=~)/g, '~~~~~~~ ')}`;
}
