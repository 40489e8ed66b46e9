// The demo's other people: real XMPP clients in a process of their own. They answer, typing first, and come and go. Started by demo.ts with
// an IPC channel; should demo.ts be killed, this process clears away what it can no longer clear away itself.
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectPeer, type Peer, type PeerMessage, type PeerShow } from '../test/support/peer.ts';
import { type Manners, manners, replyTo, typingTime } from './demo-replies.ts';
import { alice, bob, carol, type Person } from './demo-story.ts';

/** The first message from demo.ts. */
export interface PeopleStart {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  readonly domain: string;
}

/** Sent whenever it changes: what to end and to remove if demo.ts is killed. */
export interface PeopleLeftovers {
  readonly pids: readonly number[];
  readonly folders: readonly string[];
}

export type ToPeople = { readonly start: PeopleStart } | { readonly leftovers: PeopleLeftovers } | { readonly stop: true };

type Mood = readonly [show: PeerShow, status: string];

const moods: Readonly<Record<'bob' | 'carol', readonly Mood[]>> = {
  bob: [
    ['available', 'Packing for the lake 🚣'],
    ['away', 'At the cheese shop'],
    ['available', 'Back, with cheese'],
    ['dnd', 'In a meeting until half past'],
  ],
  carol: [
    ['available', 'Reading chapter nine again 📖'],
    ['available', 'Tea ☕'],
    ['away', 'Walking the dog'],
    ['available', ''],
  ],
};

/** Long enough to see a status, short enough to see it change. */
const moodTime = 40_000;

async function live(start: PeopleStart, person: Person, who: 'bob' | 'carol'): Promise<Peer> {
  const peer = await connectPeer({ ...start, address: `${person.user}@${start.domain}`, password: person.password, resource: 'demo' });
  answerMessages(peer, manners[who]);
  peer.onPresence.on(({ type, from }) => {
    if (type === 'subscribe') void attempt(peer.approve(from));
  });
  let turn = 0;
  const change = (): void => {
    const [show, status] = moods[who][turn % moods[who].length] ?? ['available', ''];
    turn += 1;
    void attempt(peer.presence(show, status === '' ? undefined : status));
  };
  change();
  setInterval(change, who === 'bob' ? moodTime : moodTime * 1.4);
  return peer;
}

function answerMessages(peer: Peer, who: Manners): void {
  const pending = new Map<string, NodeJS.Timeout>();
  let answers = 0;
  const answer = async (to: string, text: string): Promise<void> => {
    await peer.chatState(to, 'composing');
    const words = replyTo(text, who, answers);
    answers += 1;
    await sleep(typingTime(words));
    await peer.send(to, words, { chatState: 'active' });
  };
  peer.onMessage.on((message) => {
    if (!isNews(message)) return;
    const from = message.from.split('/')[0] ?? message.from;
    // Somebody who writes three lines in a row gets one answer.
    clearTimeout(pending.get(from));
    pending.set(
      from,
      setTimeout(() => void attempt(answer(from, message.body ?? '')), 900),
    );
  });
}

function isNews(message: PeerMessage): boolean {
  const late = message.stanza.getChild('delay', 'urn:xmpp:delay') !== undefined;
  return message.body !== undefined && message.type === 'chat' && !late;
}

/** A line nobody asked for, so that something happens while one only watches. */
async function surprise(peer: Peer, to: string): Promise<void> {
  await sleep(25_000);
  await peer.chatState(to, 'composing');
  await sleep(2500);
  await peer.send(to, 'The dog has found the rubber boots. There is one left 🐕', { chatState: 'active' });
}

async function attempt(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    // Without a connection there is nothing left to play; demo.ts notices the end and says so.
    console.error(`Bob and Carol lost their connection: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

async function clearAway({ pids, folders }: PeopleLeftovers): Promise<void> {
  const left = (signal: 'SIGTERM' | 'SIGKILL' | 0): boolean => pids.filter((pid) => reached(pid, signal)).length > 0;
  left('SIGTERM');
  for (const deadline = Date.now() + 5000; left(0) && Date.now() < deadline; ) await sleep(50);
  left('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function reached(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const leftovers: { now: PeopleLeftovers } = { now: { pids: [], folders: [] } };
const stopping = new AbortController();

process.on('disconnect', () => {
  if (stopping.signal.aborted) return;
  void clearAway(leftovers.now).finally(() => process.exit(1));
});

process.on('message', (message: ToPeople) => {
  if ('leftovers' in message) leftovers.now = message.leftovers;
  if ('stop' in message) {
    stopping.abort();
    process.exit(0);
  }
  if ('start' in message) {
    const { start } = message;
    void attempt(
      Promise.all([live(start, bob, 'bob'), live(start, carol, 'carol')]).then(([, carolsClient]) => {
        process.send?.('ready');
        void attempt(surprise(carolsClient, `${alice.user}@${start.domain}`));
      }),
    );
  }
});
