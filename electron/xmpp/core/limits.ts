// XEP-0478 Stream Limits Advertisement, version 0.2.0: how large a stanza the server takes, and how long it bears our silence.
import type { Clock } from '../../../shared/clock.ts';
import { STANZA_BYTES } from '../../../shared/message.ts';
import type { Element } from './xml.ts';

export const NS = 'urn:xmpp:stream-limits:0';

export interface StreamLimits {
  readonly maxBytes?: number;
  readonly idleSeconds?: number;
}

/** RFC 6120 13.12: no server may refuse a stanza for its size below this; one that says so is not believed. */
const SMALLEST = 10_000;
const LARGEST = 2 ** 31;
const SHORTEST_IDLE = 10;
const LONGEST_IDLE = 3600;

/** What stream features say; a limit that is no number is none. */
export function readLimits(features: Element): StreamLimits {
  const limits = features.getChild('limits', NS);
  const maxBytes = number(limits?.getChildText('max-bytes', NS), SMALLEST, LARGEST);
  const idleSeconds = number(limits?.getChildText('idle-seconds', NS), SHORTEST_IDLE, LONGEST_IDLE);
  return { ...(maxBytes === undefined ? {} : { maxBytes }), ...(idleSeconds === undefined ? {} : { idleSeconds }) };
}

function number(text: string | null | undefined, least: number, most: number): number | undefined {
  const digits = text?.trim() ?? '';
  return /^\d{1,10}$/.test(digits) ? Math.min(Math.max(Number(digits), least), most) : undefined;
}

export interface Limits {
  /** Bytes of the largest stanza there may be. */
  readonly maxBytes: number;
  fits(stanza: Element): boolean;
  /** A stream is bound or resumed. */
  begin(limits: StreamLimits): void;
  /** A stanza of ours was written that the server has not acknowledged yet. */
  wrote(stanza: Element): void;
  /** The server has everything of ours. */
  arrived(): void;
  /** The stream is over; `refused`: because we broke a rule of the server's. */
  end(refused: boolean): void;
}

/** `ask` makes the server hear from us: it is asked whenever we would have said nothing for nearly as long as it bears. */
export function makeLimits({ clock, ask }: { readonly clock: Clock; readonly ask: () => void }): Limits {
  let told = STANZA_BYTES;
  /** A server that does not say its limit shows it by ending the stream: without this the same stanza would end every next one too. */
  let learnt = Number.POSITIVE_INFINITY;
  let largest = 0;
  let spoken = false;
  let cancel: () => void = () => undefined;

  // Looked at every 0.4 of the time, so that at most 0.8 of it pass in silence.
  function watch(ms: number): void {
    cancel = clock.after(ms, () => {
      if (!spoken) ask();
      spoken = false;
      watch(ms);
    });
  }

  return {
    get maxBytes() {
      return Math.min(told, learnt);
    },
    fits: (stanza) => bytes(stanza) <= Math.min(told, learnt),
    begin({ maxBytes, idleSeconds }) {
      told = maxBytes ?? STANZA_BYTES;
      largest = 0;
      spoken = true;
      cancel();
      if (idleSeconds !== undefined) watch(idleSeconds * 400);
    },
    wrote(stanza) {
      spoken = true;
      largest = Math.max(largest, bytes(stanza));
    },
    arrived() {
      largest = 0;
    },
    end(refused) {
      cancel();
      if (refused && largest > SMALLEST) learnt = Math.min(learnt, largest - 1);
    },
  };
}

function bytes(stanza: Element): number {
  return Buffer.byteLength(stanza.toString());
}
