// What leaves on a stream: counted before it is written, and kept so that another process can go on counting (XEP-0198 4, 5).
import type { Clock } from '../../../shared/clock.ts';
import type { Limits } from './limits.ts';
import { type KeptSession, type Management, NS as NS_SM } from './management.ts';
import { asFailure } from './stream-failure.ts';
import { streamError, type Wire } from './wire.ts';
import { type Element, xml } from './xml.ts';

export interface Outgoing {
  readonly stanza: Element;
  /** Names the outbox row the stanza carries. */
  readonly token?: string;
}

/** Where the session is kept, so that it outlives the process. */
export interface SessionKeeper {
  load(): KeptSession | undefined;
  save(session: KeptSession): void;
  /** The open transaction writes anyway: saving costs no write of its own. */
  free(): boolean;
  forget(): void;
}

export interface OutboundOptions {
  readonly clock: Clock;
  readonly management: Management;
  readonly limits: Pick<Limits, 'wrote' | 'arrived'>;
  readonly keeper: SessionKeeper | undefined;
  /** Full JID of the session. */
  readonly jid: () => string;
  /** Undefined when nothing can be sent. */
  readonly wire: () => Wire | undefined;
  /** A message was sent: an answer is due. */
  readonly ask: () => void;
}

/** Stanzas in a row that nobody waits for, after which an acknowledgement is asked for all the same. */
const MANY = 50;
/** How old what is kept may become on a stream that is silent but alive, in ms: a server keeps a lost session for minutes. */
const REFRESH = 120_000;

export function makeOutbound(options: OutboundOptions) {
  const { clock, management, limits, keeper, wire } = options;
  /** Something of ours was acknowledged that is not kept yet. */
  let moved = false;
  /** Stanzas of the server's that were handled since a batch was kept. */
  let loose = 0;
  let keptAt = 0;
  let kept = false;
  /** What others want to send while a transaction decides about what comes first. */
  let behind: Element[] | undefined;

  function put(stanza: Element): void {
    limits.wrote(stanza);
    wire()?.send(stanza);
  }

  function write(stanza: Element): void {
    management.wrote(stanza, undefined);
    put(stanza);
    if (management.waiting % MANY === MANY - 1) wire()?.send(management.request());
  }

  function keep(handled = 0): void {
    const session = management.keep(handled);
    if (session === undefined) keeper?.forget();
    else keeper?.save({ ...session, jid: options.jid() });
  }

  /**
   * Whether another process would know too little without this batch. What nobody has written down may come again, until the server hears that
   * it was handled: a page of an archive is a dozen reads, and would be as many writes to the disk.
   */
  function worthKeeping(handled: number, asked: boolean): boolean {
    if (moved || clock.now() - keptAt >= REFRESH) return true;
    return loose + handled > 0 && (asked || keeper?.free() === true);
  }

  return {
    keep,
    /** Of this session, counted already. */
    again: (stanzas: readonly Element[]) => stanzas.forEach(put),
    send(stanza: Element): boolean {
      if (wire() === undefined) return false;
      if (behind === undefined) write(stanza);
      else behind.push(stanza);
      return true;
    },
    sendAll(outgoing: readonly Outgoing[], commit: (keep: () => void) => void): boolean {
      if (wire() === undefined) return false;
      for (const { stanza, token } of outgoing) management.wrote(stanza, token);
      behind = [];
      try {
        commit(keep);
        for (const { stanza } of outgoing) put(stanza);
        if (outgoing.length > 0) options.ask();
      } catch (error) {
        management.unwrote(outgoing.length);
        throw error;
      } finally {
        const waiting = behind;
        behind = undefined;
        for (const stanza of waiting) write(stanza);
      }
      return true;
    },
    /** In the transaction in which so many stanzas are handled. */
    keepHandled(stanzas: number, asked: boolean): void {
      kept = worthKeeping(stanzas, asked);
      if (kept) keep(stanzas);
    },
    /** Before <resume/>, which tells the server what was handled, too. */
    keepLoose(): void {
      if (loose === 0) return;
      keep();
      loose = 0;
    },
    committed(stanzas: number, asked: boolean): void {
      if (kept) keptAt = clock.now();
      loose = kept ? 0 : loose + stanzas;
      moved = false;
      management.handled(stanzas);
      management.told();
      if (asked) wire()?.send(management.answer());
    },
    acknowledge(element: Element): void {
      moved = true;
      try {
        management.acknowledged(element);
      } catch (error) {
        const counts = { xmlns: NS_SM, h: element.attrs.h, 'send-count': management.sent };
        wire()?.fail(asFailure(error), streamError('undefined-condition', xml('handled-count-too-high', counts)));
      }
      if (management.waiting === 0) limits.arrived();
    },
    /** The session was ended by both sides. */
    end(): void {
      management.abandon(undefined);
      keeper?.forget();
    },
  };
}
