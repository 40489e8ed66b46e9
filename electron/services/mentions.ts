// Whom the person mentions in what they write, as it is stored. Pure.
import { bareJid } from '../../shared/jid.ts';
import { apart, type Mention } from '../../shared/mention.ts';

/** Line ends as the archive and the wire have them. */
export function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Those that stand in the text, with their places in it once it is `clean`; what can stand nowhere is dropped. */
export function mentionsIn(text: string, mentions: readonly Mention[], clean: (text: string) => string): readonly Mention[] {
  const within = mentions.filter(({ from, to }) => to <= text.length && text.slice(from, to).isWellFormed());
  const at = (place: number) => clean(lines(text.slice(0, place))).length;
  return apart(within).flatMap(({ from, to, address }) => {
    const bare = bareJid(address);
    const place = { from: at(from), to: at(to) };
    return bare === undefined || place.from === place.to ? [] : [{ ...place, address: bare }];
  });
}
