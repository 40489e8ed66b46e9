// Serves pages of one archive, each written beforehand.
import type { Authority } from '../../test/support/certificates.ts';
import { attribute } from '../../test/support/server-login.ts';
import { type Place, startAnsweringServer } from '../answering-server.ts';
import { ACCOUNT, archiveId, messages, resultXml } from '../corpus.ts';

const NS_MAM = 'urn:xmpp:mam:2';

export interface ReplayServer extends Place {
  /** How much of the archive there is from now on, and how much of it is read already. */
  show(messages: number, read?: number): void;
  /** When the next page of the archive is asked for (performance.now()). */
  asked(): Promise<number>;
  /** Whether what is new was asked for to its end since show(). */
  finished(): boolean;
  close(): Promise<void>;
}

export async function startReplayServer(count: number, authority: Authority): Promise<ReplayServer> {
  const results = [...messages(count)].map((sample) => resultXml(sample, ACCOUNT));
  let shown = count;
  let known = 0;
  let finished = false;
  let asked: (at: number) => void = () => undefined;

  function page(iq: string, result: (inside: string) => string): string {
    asked(performance.now());
    const queryId = attribute(iq.slice(iq.indexOf('<query')), 'queryid') ?? '';
    const max = Number(/<max>(\d+)/.exec(iq)?.[1] ?? 50);
    const number = (name: string) => {
      const given = new RegExp(`<${name}>a([0-9a-z]+)<`).exec(iq)?.[1];
      return given === undefined ? undefined : Number.parseInt(given, 36);
    };
    const backwards = iq.includes('<before');
    const end = backwards ? (number('before') ?? shown) : Math.min(shown, (number('after') ?? -1) + 1 + max);
    const start = backwards ? Math.max(0, end - max) : (number('after') ?? -1) + 1;
    const complete = backwards ? start === 0 : end >= shown;
    finished ||= start <= known;
    const bounds = start < end ? `<first index='${start}'>${archiveId(start)}</first><last>${archiveId(end - 1)}</last>` : '';
    const set = `<set xmlns='http://jabber.org/protocol/rsm'>${bounds}<count>${shown}</count></set>`;
    const texts = results.slice(start, end).map(([before, after]) => before + queryId + after);
    return texts.join('') + result(`<fin xmlns='${NS_MAM}'${complete ? " complete='true'" : ''}>${set}</fin>`);
  }

  const server = await startAnsweringServer(authority, {
    answer(iq, result) {
      if (iq.includes(NS_MAM) && iq.includes('<query')) return page(iq, result);
      if (!iq.includes('disco#info')) return undefined;
      return result(`<query xmlns='http://jabber.org/protocol/disco#info'><feature var='${NS_MAM}'/></query>`);
    },
  });
  return {
    ...server,
    show(messages, read = 0) {
      shown = messages;
      known = read;
      finished = false;
    },
    finished: () => finished,
    asked: () =>
      new Promise((resolve) => {
        asked = resolve;
      }),
  };
}
