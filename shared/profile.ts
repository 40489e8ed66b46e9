// What somebody tells of themselves besides picture and nickname.

export interface Card {
  readonly fullName: string;
  readonly organisation: string;
  readonly title: string;
  /** As written, a date mostly. */
  readonly birthday: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly websites: readonly string[];
  readonly note: string;
}

/** What is edited: of phones, e-mail addresses and websites the first. */
export const CARD_FIELDS = ['fullName', 'organisation', 'title', 'birthday', 'phone', 'email', 'website', 'note'] as const;
export type CardField = (typeof CARD_FIELDS)[number];
export type CardChange = { readonly [F in CardField]?: string };

export const FIELD_LIMIT = 500;
export const ABOUT_LIMIT = 4000;
export const MOST_OF_A_KIND = 5;

/** Who may see the picture. */
export type Audience = 'contacts' | 'everybody';

export interface OwnProfile {
  readonly nickname: string;
  readonly card: Card;
  readonly pictureFor: Audience;
}

const NOT_SHOWN = /(?!\n|\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text of somebody's, of at most this length, without what is invisible or reorders what stands around it; lines only where there may be. */
export function cardText(text: string | null | undefined, most = FIELD_LIMIT): string {
  const wellFormed = (text ?? '').slice(0, most * 4).toWellFormed();
  const lines = most > FIELD_LIMIT ? wellFormed.replace(/\r\n?/g, '\n') : wellFormed.replace(/\s+/g, ' ');
  return lines.replace(NOT_SHOWN, '').trim().slice(0, most).trim();
}

/** The texts of a kind, none empty, none twice. */
export function cardTexts(texts: readonly (string | null | undefined)[]): readonly string[] {
  return [
    ...new Set(
      texts
        .slice(0, 50)
        .map((text) => cardText(text))
        .filter(Boolean),
    ),
  ].slice(0, MOST_OF_A_KIND);
}

export function isEmptyCard(card: Card): boolean {
  return Object.values(card).every((value: string | readonly string[]) => value.length === 0);
}

export const EMPTY_CARD: Card = { fullName: '', organisation: '', title: '', birthday: '', phones: [], emails: [], websites: [], note: '' };

/** The fields as they are edited. */
export function fieldsOf({ fullName, organisation, title, birthday, phones, emails, websites, note }: Card): Required<CardChange> {
  return { fullName, organisation, title, birthday, note, phone: phones[0] ?? '', email: emails[0] ?? '', website: websites[0] ?? '' };
}
