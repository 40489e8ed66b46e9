// Why a connection could not be made or ended; the kind decides about trying again and about the sentence shown.
import type { ConnectFailureKind } from '../../../shared/errors.ts';

export class StreamFailure extends Error {
  readonly kind: ConnectFailureKind;
  readonly detail: string;

  constructor(kind: ConnectFailureKind, detail: string) {
    super(`${kind}: ${detail}`);
    this.name = 'StreamFailure';
    this.kind = kind;
    this.detail = detail;
  }
}

/** Failures that trying again by itself cannot mend: the person has to act. */
export function needsPerson(kind: ConnectFailureKind): boolean {
  return (
    kind === 'wrong-password' ||
    kind === 'password-missing' ||
    kind === 'account-disabled' ||
    kind === 'no-safe-sign-in' ||
    kind === 'server-unproven' ||
    kind === 'conflict'
  );
}
