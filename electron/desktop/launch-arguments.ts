// What a start, or a second start, asks for. Pure. The arguments come from whoever started us, also from a web page through an xmpp: link:
// of all that stands there only one plain link is taken, and it only asks the person (CVE-2018-1000006 is what happens otherwise).
import { linkTarget, type XmppLink } from '../../shared/links.ts';

export interface LaunchArguments {
  /** What an xmpp: link proposes. */
  readonly link?: XmppLink;
  readonly hidden: boolean;
}

/** `argv` as the system gave it, program and app folder included. */
export function readArguments(argv: readonly string[]): LaunchArguments {
  const links = argv.slice(1).filter((each) => /^xmpp:/i.test(each));
  const target = links.length === 1 ? linkTarget(links[0] ?? '') : undefined;
  const hidden = argv.includes('--hidden');
  if (target?.open !== 'address') return { hidden };
  const { open: _, ...link } = target;
  return { link, hidden };
}

/** macOS hands links over as an event, also before anything is ready: kept until somebody takes them. */
export function collectLinks(app: { on(event: 'open-url', listener: (event: { preventDefault(): void }, url: string) => void): unknown }) {
  const early: string[] = [];
  let taker: ((url: string) => void) | undefined;
  app.on('open-url', (event, url) => {
    event.preventDefault();
    if (taker === undefined) early.push(url);
    else taker(url);
  });
  return {
    take(listener: (url: string) => void): void {
      taker = listener;
      for (const url of early.splice(0)) listener(url);
    },
  };
}
