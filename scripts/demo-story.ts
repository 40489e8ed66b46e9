// What the demo's people have said to each other before it starts, and what waits for Alice: dates are relative to now.
import type { SeedMessage } from '../test/support/prosody-setup.ts';

export interface Person {
  readonly user: string;
  readonly name: string;
  readonly password: string;
}

export const alice: Person = { user: 'alice', name: 'Alice Winter', password: 'alice-demo' };
export const bob: Person = { user: 'bob', name: 'Bob Hansen', password: 'bob-demo' };
export const carol: Person = { user: 'carol', name: 'Carol Okafor', password: 'carol-demo' };
export const everyone: readonly Person[] = [alice, bob, carol];

const minute = 60_000;

type Line = readonly [daysAgo: number, time: string, from: Person, to: Person, body: string];

const past: readonly Line[] = [
  [6, '18:42', bob, alice, 'Hi Alice! Carol says you found a place for the weekend?'],
  [6, '18:44', alice, bob, 'Hi Bob 😊 yes! A small house by the lake, twenty minutes on foot from the station.'],
  [6, '18:44', alice, bob, 'It has a stove, a rowing boat and, according to the photos, a very serious cat.'],
  [6, '18:46', bob, alice, 'Sold.'],
  [6, '18:46', bob, alice, 'The cat decides, obviously, but I am in.'],
  [6, '18:51', alice, bob, 'Here is the walk I would like to do on Saturday: https://www.openstreetmap.org/#map=13/61.4981/23.7610'],
  [
    6,
    '18:58',
    bob,
    alice,
    'Looks good. About 14 km if we go all the way round, less if we take the ferry back. Does it still run in the evening?',
  ],
  [6, '19:03', alice, bob, "It does. Last one at 17:30, so we shouldn't dawdle."],
  [6, '19:04', bob, alice, '👍'],
  [5, '08:12', carol, alice, 'Good morning! Did you manage to sleep with all that wind?'],
  [5, '08:20', alice, carol, 'Like a stone. Only noticed when I saw the neighbour’s trampoline in our hedge 🙈'],
  [5, '08:21', carol, alice, '😂😂😂'],
  [5, '08:22', carol, alice, 'Is it staying?'],
  [5, '08:24', alice, carol, 'He is coming with his brother and a ladder at noon. I am making coffee for everybody.'],
  [4, '12:31', bob, alice, 'What do we do about food? I can bring bread and the good cheese.'],
  [
    4,
    '12:36',
    alice,
    bob,
    'Perfect. Carol makes her soup, I bring breakfast. So what is missing:\n– potatoes\n– something green\n– chocolate (a lot)',
  ],
  [4, '12:37', bob, alice, 'Something green = mint chocolate. Done, two at once.'],
  [4, '12:40', alice, bob, 'I walked into that one.'],
  [3, '20:05', carol, alice, 'I finally read the book you lent me. I stayed up until two. How could you not WARN me about chapter nine?'],
  [3, '20:15', alice, carol, 'Because I wanted you to have exactly this evening 😇'],
  [
    3,
    '20:19',
    carol,
    alice,
    'I keep thinking about the part where she writes all those letters and never sends one. At first I found it sad, but by the end I think they were never meant to be sent. She just needed somewhere to put the day. Anyway. I want to talk about it properly, with tea, and without my phone correcting every second word.',
  ],
  [3, '20:22', alice, carol, 'Tea on Friday night, by the stove. I bring the sequel.'],
  [3, '20:22', carol, alice, 'There is a SEQUEL?'],
  [2, '17:10', bob, alice, 'Trains: 15:52 from platform 4, we arrive at 17:21. I put the tickets in the shared folder.'],
  [2, '17:13', alice, bob, 'You are a treasure. What do I owe you?'],
  [2, '17:14', bob, alice, 'One row around the lake. You row.'],
  [2, '17:15', alice, bob, 'Deal 🚣‍♀️'],
  [1, '21:33', carol, alice, 'Packing. Does one need rubber boots, yes or no?'],
  [1, '21:35', alice, carol, 'Yes.'],
  [1, '21:35', carol, alice, 'And the big scarf?'],
  [1, '21:36', alice, carol, 'Carol. Always the big scarf 🧣'],
  [
    1,
    '21:38',
    carol,
    alice,
    'Forecast, for the pessimists among us: https://www.yr.no/en/forecast/daily-table/2-634963/Finland/Pirkanmaa/Tampere/Tampere',
  ],
  [1, '21:41', alice, carol, 'Sun on Saturday! I will believe it when I see it. Good night 🌙'],
];

/** Everything that lies in the archives when the demo starts; `now` in milliseconds since 1970. */
export function conversation(now: number): SeedMessage[] {
  return past.map(([daysAgo, time, from, to, body], index) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const date = new Date(now);
    date.setDate(date.getDate() - daysAgo);
    // Lines of the same minute keep their order: whole seconds are what the archive sorts by.
    date.setHours(hours, minutes, index % 60, 0);
    return { from: from.user, to: to.user, body, at: date.getTime() };
  });
}

/** What arrived while Alice was away. */
export function waiting(now: number): SeedMessage[] {
  const line = (minutesAgo: number, from: Person, body: string): SeedMessage => ({
    from: from.user,
    to: alice.user,
    body,
    at: now - minutesAgo * minute,
  });
  return [
    line(34, bob, 'Small change: the cheese shop closes early, so I am going now. Any wishes?'),
    line(33, bob, 'If I hear nothing it will be the one that smells 🧀'),
    line(12, carol, 'Are you there? I have a question about the sequel, and it cannot wait until Friday.'),
  ];
}
