// Whether something lies over the open conversation: then nobody sees what comes in it.
import { useStore } from '../store/index.ts';
import { isNarrow } from './keys.ts';

export function useCovered(): boolean {
  return useStore(({ dialog, question, details }) => dialog !== null || question !== null || (details && isNarrow()));
}
