// What a SASL mechanism is to the exchange it runs in (RFC 4422 3): bytes in, bytes out. The simple ones are whole here.
import { type ScramOptions, scram } from './scram.ts';
import { StreamFailure } from './stream-failure.ts';

export interface Mechanism {
  readonly name: string;
  /** Sent with the request; undefined when the server has to begin. */
  readonly initial: Buffer | undefined;
  respond(challenge: Buffer): Promise<Buffer>;
  /** The server says success. Throws StreamFailure when that is not enough: it has to be proven first. */
  finish(data: Buffer | undefined): void;
}

export function scramMechanism(options: ScramOptions): Mechanism {
  const exchange = scram(options);
  let step: 'challenge' | 'final' | 'proven' = 'challenge';
  return {
    name: exchange.name,
    initial: Buffer.from(exchange.first()),
    async respond(challenge) {
      if (step === 'proven') throw unasked(exchange.name);
      if (step === 'challenge') {
        const response = await exchange.respond(challenge.toString());
        step = 'final';
        return Buffer.from(response);
      }
      // The signature may come in a challenge of its own, to be answered with nothing (RFC 6120 6.4.6 explains why it need not).
      exchange.verify(challenge.toString());
      step = 'proven';
      return Buffer.alloc(0);
    },
    finish(data) {
      if (step === 'challenge') throw new StreamFailure('server-unproven', 'the server accepted us without asking for a proof');
      if (step === 'final' || data !== undefined) exchange.verify(data?.toString() ?? '');
    },
  };
}

/** RFC 4616. The server learns the password, and proves nothing. */
export function plain(username: string, password: string): Mechanism {
  return oneWay('PLAIN', Buffer.from(`\0${username}\0${password}`));
}

/** A mechanism that says one thing and hopes. */
export function oneWay(name: string, initial: Buffer): Mechanism {
  return {
    name,
    initial,
    respond: async () => {
      throw unasked(name);
    },
    finish: () => undefined,
  };
}

function unasked(name: string): StreamFailure {
  return new StreamFailure('server-error', `${name} has nothing more to say, but was asked`);
}
