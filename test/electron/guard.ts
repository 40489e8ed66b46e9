// What the stand-in does not have must be noticed: reading an unknown member throws instead of answering undefined.

// Asked by await, JSON, the inspector, assertion libraries and module interop of every object they meet.
const ASKED_OF_EVERYTHING = new Set([
  'then',
  'toJSON',
  'default',
  '__esModule',
  'nodeType',
  '$$typeof',
  'asymmetricMatch',
  'domain',
  'inspect',
]);

/** The same object; reading a member it lacks throws `not in the stand-in: name.member`. Members may be replaced and added. */
export function guard<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string' && !(key in object) && !ASKED_OF_EVERYTHING.has(key))
        throw new Error(`not in the stand-in: ${name}.${key}`);
      return Reflect.get(object, key, receiver);
    },
  });
}

/** A part of Electron of which nothing is there: every use throws, also construction. */
export function missing(name: string): object {
  const refuse = function refuse() {
    throw new Error(`not in the stand-in: ${name}`);
  };
  return new Proxy(refuse, {
    get(object, key) {
      if (typeof key === 'string' && !ASKED_OF_EVERYTHING.has(key) && key !== 'prototype')
        throw new Error(`not in the stand-in: ${name}.${key}`);
      return Reflect.get(object, key);
    },
  });
}

/** Electron's event object for events whose default action can be prevented. */
export function preventable<T extends object>(more: T): T & { preventDefault(): void; readonly defaultPrevented: boolean } {
  const state = { prevented: false };
  return Object.defineProperties({ ...more } as T & { preventDefault(): void; readonly defaultPrevented: boolean }, {
    preventDefault: {
      value: () => {
        state.prevented = true;
      },
      enumerable: true,
    },
    defaultPrevented: { get: () => state.prevented, enumerable: true },
  });
}
