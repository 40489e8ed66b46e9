// A contact list of any length, and who of it is there: the same in every run.
import { random } from '../corpus.ts';

export interface Member {
  /** Bare JID. */
  readonly address: string;
  readonly name: string;
  readonly groups: readonly string[];
}

const FIRST =
  'Ada Bela Cleo Dorn Emre Fay Gus Hana Ivo Jun Kaya Leo Mara Nils Oda Per Quin Rosa Sami Tove Uri Vera Wim Xenia Yara Zoe'.split(' ');
const LAST = 'Adler Brandt Costa Dvorak Eriksen Fischer Garcia Horvat Ivanov Jensen Kowalski Lindgren Moreau Nowak Okafor Petrov'.split(
  ' ',
);
const GROUPS = ['Work', 'Family', 'Friends', 'Neighbours', 'Choir', 'School', 'Climbing', 'Board games'];
const SHOWS = ['', '<show>away</show>', '<show>xa</show>', '<show>dnd</show>', '<show>chat</show>'];
const WORDS = ['', 'In a meeting until three', 'On the train', 'Working from home', 'Back on Monday', 'Lunch'];

export function crowd(count: number): readonly Member[] {
  const next = random(20260102);
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? '';
  return Array.from({ length: count }, (_, number) => ({
    address: `contact${number}@kith.test`,
    name: `${pick(FIRST)} ${pick(LAST)} ${number}`,
    groups: next() < 0.2 ? [] : [pick(GROUPS)],
  }));
}

export function rosterXml(members: readonly Member[]): string {
  const items = members.map(({ address, name, groups }) => {
    const inside = groups.map((group) => `<group>${group}</group>`).join('');
    return `<item jid='${address}' name='${name}' subscription='both'>${inside}</item>`;
  });
  return `<query xmlns='jabber:iq:roster' ver='1'>${items.join('')}</query>`;
}

/** One presence of each; in another `round` they are otherwise there. */
export function presences(members: readonly Member[], round = 0): readonly string[] {
  return members.map(({ address }, number) => {
    const words = WORDS[(number + round) % WORDS.length];
    const status = words === '' ? '' : `<status>${words}</status>`;
    return `<presence from='${address}/phone.Xk3'>${SHOWS[(number + round) % SHOWS.length]}${status}<priority>5</priority></presence>`;
  });
}
