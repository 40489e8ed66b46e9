// Every benchmark group, one line each.
import { connection } from './connection/group.ts';
import type { Group } from './harness/group.ts';
import { history } from './history/group.ts';
import { hostile } from './hostile/group.ts';
import { people } from './people/group.ts';

export const groups: readonly Group[] = [connection, history, hostile, people];
