// One account's client: every part and XEP in order, one line each. Taking one out = deleting its line and its file.

import { invalidateToken } from './core/establish.ts';
import { presence } from './core/presence.ts';
import { roster } from './core/roster.ts';
import { makeSession, type SessionOptions } from './core/session.ts';
import { makeStream, type StreamOptions } from './core/stream.ts';
import { messageRoad } from './message.ts';
import { lastActivity } from './xep/0012-last-activity.ts';
import { privacyLists } from './xep/0016-privacy.ts';
import { disco } from './xep/0030-disco.ts';
import { vcards } from './xep/0054-vcard.ts';
import { pubsub } from './xep/0060-pubsub.ts';
import { avatars } from './xep/0084-avatar.ts';
import { chatStates } from './xep/0085-chat-states.ts';
import { version } from './xep/0092-version.ts';
import { vcardAvatars, writePhotoHash } from './xep/0153-vcard-avatars.ts';
import { pep, sharing } from './xep/0163-pep.ts';
import { nicknameIn, nicknames, writeNick } from './xep/0172-nick.ts';
import { receipts } from './xep/0184-receipts.ts';
import { invisible } from './xep/0186-invisible.ts';
import { blocking } from './xep/0191-blocking.ts';
import { ping } from './xep/0199-ping.ts';
import { entityTime } from './xep/0202-time.ts';
import { leavesAgain } from './xep/0203-delay.ts';
import { externalServices } from './xep/0215-external-services.ts';
import { carbons } from './xep/0280-carbons.ts';
import { vcards4 } from './xep/0292-vcard4.ts';
import { corrections } from './xep/0308-correction.ts';
import { mam } from './xep/0313-mam.ts';
import { readIdle } from './xep/0319-idle.ts';
import { markers } from './xep/0333-markers.ts';
import { clientState } from './xep/0352-csi.ts';
import { references } from './xep/0372-references.ts';
import { type CapsOptions, caps } from './xep/0390-caps2.ts';
import { styling } from './xep/0393-styling.ts';
import { retractions } from './xep/0424-retraction.ts';
import { archivePreferences } from './xep/0441-preferences.ts';
import { reactions } from './xep/0444-reactions.ts';
import { replies } from './xep/0461-replies.ts';
import { displayedSync } from './xep/0490-displayed.ts';

export type ClientOptions = StreamOptions &
  Pick<SessionOptions, 'commit' | 'guard' | 'stalled'> & {
    readonly caps: CapsOptions;
    /** What the person lets others know about this device. */
    readonly about: {
      readonly version: string;
      readonly tellsVersion: () => boolean;
      readonly tellsTime: () => boolean;
      /** What they call themselves, told to whom they ask for something; '' or left out: nothing. */
      readonly nickname?: () => string;
      /** The picture in the account's vCard: its hash, null for none, undefined where that is not known; 'silent' or left out: no word. */
      readonly photo?: () => string | null | undefined;
      /** Left out: always. */
      readonly tellsTyping?: () => boolean;
    };
  };

export function makeClient(options: ClientOptions) {
  const again: StreamOptions['again'] = (stanza, at) => leavesAgain(stanza, session.address, at, options.clock.now());
  const stream = makeStream({ ...options, again, inactive: () => !state.active });
  const { session, retry } = makeSession({ ...options, stream });
  const state = clientState(session, stream, options.clock);
  const archive = mam(session);
  const discovery = disco(session);
  const capabilities = caps(session, discovery, options.caps);
  const nodes = pubsub(session);
  const privateNode = pep(session, nodes);
  const { photo = () => 'silent' } = options.about;
  const extra = () => {
    const hash = photo();
    return [...capabilities.write(), ...(hash === 'silent' ? [] : [writePhotoHash(hash)])];
  };
  const asking = () => {
    const nickname = options.about.nickname?.() ?? '';
    return nickname === '' ? [] : [writeNick(nickname)];
  };
  ping(session);
  styling(session);
  version(session, { number: options.about.version, told: options.about.tellsVersion });
  corrections(session);
  retractions(session);
  reactions(session);
  replies(session);
  references(session);
  return {
    get address() {
      return session.address;
    },
    stream,
    session,
    retry,
    /**
     * What the device keeps in place of the password is worth nothing any more, at the server as well. `last`: what is asked for anew at
     * each connection may be gone by then. Rejects with StreamFailure.
     */
    async retire(last: Pick<StreamOptions, 'network' | 'pin'> = {}) {
      const { device } = options;
      if (device !== undefined) await invalidateToken({ ...options, ...last, device }, new AbortController().signal);
    },
    disco: discovery,
    caps: capabilities,
    externalServices: externalServices(session),
    time: entityTime(session, { clock: options.clock, seenBy: options.caps.seenBy, told: options.about.tellsTime }),
    lastActivity: lastActivity(session),
    roster: roster(session),
    presence: presence(session, { extra, asking, idleOf: readIdle, nicknameOf: nicknameIn }),
    invisible: invisible(session),
    blocking: blocking(session),
    privacy: privacyLists(session),
    vcards: vcards(session),
    vcards4: vcards4(nodes),
    sharing: sharing(nodes),
    nicknames: nicknames(session),
    avatars: avatars(session, nodes),
    vcardAvatars: vcardAvatars(session),
    chatStates: chatStates(session),
    receipts: receipts(session),
    markers: markers(session),
    displayed: displayedSync(session, privateNode),
    carbons: carbons(session),
    clientState: state,
    mam: archive,
    archivePreferences: archivePreferences(session),
    messages: messageRoad(session, stream, archive, { tellsTyping: options.about.tellsTyping ?? (() => true), asking }),
  };
}

export type Client = ReturnType<typeof makeClient>;
