// The types of page.js, which is injected as text and therefore plain JavaScript.
export interface Wire {
  /** Throws a TypeError for what is not JSON; functions only with `keepFunction`. */
  encode(value: unknown, keepFunction?: (fn: (...args: never[]) => unknown) => number): unknown;
  decode(value: unknown, findFunction?: (id: number) => unknown): unknown;
}
export interface Bridge {
  post(message: unknown): void;
  encode(value: unknown): unknown;
}
export function wire(): Wire;
export function bridge(
  values: Wire,
  out: string,
  into: string,
  other: (message: unknown, decode: (value: unknown) => unknown) => void,
): Bridge;
export function mainWorld(values: Wire, makeBridge: typeof bridge, environment: object): void;
export function isolatedWorld(values: Wire, makeBridge: typeof bridge, environment: object, preload?: (...args: unknown[]) => void): void;
