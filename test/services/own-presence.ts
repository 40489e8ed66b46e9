// Own presence without a server, and what it said.
import { makeOwnPresence } from '../../electron/services/own-presence.ts';
import type { Online } from '../../electron/xmpp/core/stream.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import { signal } from '../../shared/signal.ts';

/** `answer`: until then the server says nothing to being asked to hide. */
export function makePresence(remembered = new Map<string, string>(), answer = Promise.resolve()) {
  const said: string[] = [];
  const session = { began: signal<Online>(), resumed: signal<Online>() };
  const state: { chosen: OwnPresence; live: boolean; can: string[]; hides: boolean; excepted: string[]; refuses: boolean } = {
    chosen: { availability: 'available', status: '' },
    live: true,
    can: ['one'],
    hides: false,
    excepted: [],
    refuses: false,
  };
  const own = makeOwnPresence({
    chosen: {
      get: () => state.chosen,
      save: (presence) => {
        state.chosen = presence;
      },
    },
    told: { get: (account) => remembered.get(account), set: (account, words) => void remembered.set(account, words) },
    hides: () => state.hides,
    excepted: () => state.excepted,
    isExcepted: (_, address) => state.excepted.includes(address),
    warn: (what) => said.push(what),
    clean: (text) => text.replaceAll('\u0001', ''),
  });
  own.gone.on((account) => said.push(`gone ${account}`));
  own.returned.on((account) => said.push(`returned ${account}`));
  own.attach('a', {
    session,
    stream: {
      get connection() {
        return { state: state.live ? ('online' as const) : ('connecting' as const), since: 0 };
      },
    },
    presence: {
      extra: () => state.can.map((each) => xml('c', { ver: each })),
      announce(fact = {}, payload = [], to) {
        if (state.live)
          said.push([...(to === undefined ? [] : [`to ${to}`]), fact.show ?? '', fact.status ?? '', ...payload.map(String)].join('|'));
        return state.live;
      },
      leave(to) {
        if (state.live) said.push(to === undefined ? 'leave' : `leave ${to}`);
        return state.live;
      },
    },
    invisible: {
      async hide() {
        if (!state.live) throw new Error('not-sent');
        said.push('hide');
        await answer;
        if (state.refuses) throw new Error('refused');
      },
      async show() {
        if (!state.live) throw new Error('not-sent');
        said.push('show');
      },
    },
  });
  const online = { jid: 'alice@example.org/kith', resumed: false } as Online;
  return { own, said, state, begin: () => session.began.emit(online), resume: () => session.resumed.emit({ ...online, resumed: true }) };
}

export const settled = () => new Promise((resolve) => setImmediate(resolve));
