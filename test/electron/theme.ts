// nativeTheme: the chosen source, carried to the pages as prefers-color-scheme. The system's own preference is always light here.
import { EventEmitter } from 'node:events';
import type { NativeTheme } from 'electron';
import { guard } from './guard.ts';

export interface Theme {
  readonly nativeTheme: object;
  /** What pages shall be told; undefined leaves them to the system. */
  dark(): boolean | undefined;
}

export function makeTheme(apply: (dark: boolean | undefined) => void): Theme {
  let source: NativeTheme['themeSource'] = 'system';
  const dark = () => (source === 'system' ? undefined : source === 'dark');
  const emitter = new EventEmitter();
  const plain = {
    shouldUseHighContrastColors: false,
    shouldUseInvertedColorScheme: false,
    inForcedColorsMode: false,
    prefersReducedTransparency: false,
    shouldDifferentiateWithoutColor: false,
  } satisfies Partial<NativeTheme>;
  const nativeTheme = Object.defineProperties(Object.assign(emitter, plain), {
    shouldUseDarkColors: { get: () => source === 'dark' },
    shouldUseDarkColorsForSystemIntegratedUI: { get: () => source === 'dark' },
    themeSource: {
      get: () => source,
      set(next: NativeTheme['themeSource']) {
        if (!['system', 'light', 'dark'].includes(next)) throw new TypeError(`nativeTheme.themeSource: ${String(next)}`);
        if (next === source) return;
        // 'system' is light here, so going back to it must take away a dark that was set.
        apply(next === 'dark');
        source = next;
        queueMicrotask(() => emitter.emit('updated'));
      },
    },
  });
  return { nativeTheme: guard('nativeTheme', nativeTheme), dark };
}
