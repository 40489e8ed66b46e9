// Every benchmark group, one line each.
import { connection } from './connection/group.ts';
import type { Group } from './harness/group.ts';

export const groups: readonly Group[] = [connection];
