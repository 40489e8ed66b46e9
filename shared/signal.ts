// A typed signal: the one way parts of Kith tell each other that something happened.

export interface Signal<T> {
  /** Calls every listener in the order of subscription; a listener that throws does not keep the others from hearing. */
  emit(value: T): void;
  /** Subscribes; the returned function unsubscribes. */
  on(listener: (value: T) => void): () => void;
}

export function signal<T>(): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    emit(value) {
      const failures: unknown[] = [];
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
    on(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
