// The people that `@name` in front of the caret may mean.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mention } from '../../shared/mention.ts';
import type { Picture } from '../../shared/picture.ts';
import { Avatar } from './Avatar.tsx';
import type { Offer } from './Completions.tsx';
import { nameAt } from './compose-text.ts';

export interface Person {
  readonly address: string;
  readonly name: string;
  readonly picture?: Picture | undefined;
}

/** `whom`: best first. `mention` puts somebody in place of what lies between two places of the text. */
export function useMentionOffer(
  value: string,
  caret: number,
  mentions: readonly Mention[],
  whom: (typed: string) => readonly Person[],
  mention: (from: number, to: number, person: Person) => void,
): Offer {
  const { t } = useTranslation();
  const found = nameAt(value, caret);
  // Whoever is chosen already is not asked for.
  const name = found !== null && mentions.some(({ from }) => from === found.from) ? null : found;
  const typed = name?.typed ?? '';
  const from = name?.from ?? null;
  const options = useMemo(() => {
    if (from === null) return [];
    return whom(typed).map((person) => ({
      key: person.address,
      look: (
        <>
          <Avatar address={person.address} name={person.name} picture={person.picture} size={24} />
          <bdi className="completion-name">{person.name}</bdi> <bdi className="completion-more">{person.address}</bdi>
        </>
      ),
      take: () => mention(from, from + 1 + typed.length, person),
    }));
  }, [whom, typed, from, mention]);
  return { label: t('mention.completions'), from, typed, options };
}
