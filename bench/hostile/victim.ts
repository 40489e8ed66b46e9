// The process that is attacked: the product without its window, signed in. Tells how long its loop stood still and how much memory it took.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeProducts } from '../../test/services/support.ts';
import { report, stage } from '../harness/contestant.ts';

export interface VictimInput {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
}

export interface Suffered {
  /** ms. */
  readonly stall: number;
  /** ms of the loop's own processor time that were spent at most while nothing else had a turn. */
  readonly work: number;
  /** MB beyond what was in use before. */
  readonly growth: number;
}

/** ms between two looks at the clock. */
const LOOK = 2;

/** Stages: 'ready' (attack now), answered when the attack is over. */
report(async ({ host, port, caFile }: VictimInput): Promise<Suffered> => {
  const products = makeProducts();
  const { accounts } = products.make({ authorities: loadAuthorities(caFile) });
  await accounts.signIn({ address: 'alice@kith.test', password: 'a-password', server: host, port });
  global.gc?.();
  const before = process.memoryUsage.rss() / 2 ** 20;
  forgetPeak();
  const delay = monitorEventLoopDelay({ resolution: LOOK });
  delay.enable();
  const busy = watchWork();
  await stage('ready');
  delay.disable();
  const suffered = { work: busy.longest(), stall: Math.max(0, delay.max / 1e6 - LOOK), growth: Math.max(0, peak() - before) };
  await products.end();
  return suffered;
});

/** A stall is as long as the machine makes it; this tells what of it was Kith's. */
function watchWork(): { longest(): number } {
  let longest = 0;
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const since = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    longest = Math.max(longest, (since.user + since.system) / 1000);
  }, LOOK);
  return {
    longest() {
      clearInterval(timer);
      return longest;
    },
  };
}

/** Linux forgets how large the process once was when told so (proc(5), clear_refs). */
function forgetPeak(): void {
  if (existsSync('/proc/self/clear_refs')) writeFileSync('/proc/self/clear_refs', '5');
}

function peak(): number {
  if (!existsSync('/proc/self/status')) return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}
