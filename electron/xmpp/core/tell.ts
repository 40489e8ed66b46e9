// Telling what happened without depending on who listens.
import type { Signal } from '../../../shared/signal.ts';

/** A listener that fails is heard of, but does not keep the account from coming back. */
export function tell<T>(of: Signal<T>, value: T): void {
  try {
    of.emit(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
