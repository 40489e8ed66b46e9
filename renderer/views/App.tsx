// The window: which screen there is to show, the panes, and the keys that work everywhere. What the first screen does not need comes after it (rest.ts).
import './App.css';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WantPicture } from '../components/Avatar.tsx';
import { playChime } from '../components/chime.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { Mark } from '../components/Mark.tsx';
import { Rem, useMeasuredRem } from '../components/rem.ts';
import { hintFor } from '../components/shortcuts.ts';
import { useStore } from '../store/index.ts';
import { ConnectionStrip } from './ConnectionStrip.tsx';
import { useCovered } from './covered.ts';
import { isNarrow, useShortcuts } from './keys.ts';
import { Notices } from './Notices.tsx';
import { Rail } from './Rail.tsx';
import { enterList } from './regions.ts';
import { Sidebar } from './Sidebar.tsx';
import { Toasts } from './Toasts.tsx';

type Rest = typeof import('./rest.ts');

export function App() {
  const ready = useStore((state) => state.ready);
  const blocked = useStore((state) => state.storage.blocked);
  const working = useStore((state) => state.storage.working);
  const signedIn = useStore((state) => Object.keys(state.accounts).length > 0);
  const signingIn = useStore((state) => state.signingIn);
  const again = useStore((state) => state.accounts[state.signingIn?.account ?? '']);
  const chimes = useStore((state) => state.chimes);
  useEffect(() => {
    if (chimes > 0) playChime();
  }, [chimes]);
  const direction = useStore((state) => (state.settings.language === 'en-XA' ? 'rtl' : 'ltr'));
  const wantPicture = useStore((state) => state.wantPicture);
  useShortcuts(ready && blocked === null && signedIn && signingIn === null);
  useShown(ready && blocked === null && signedIn && signingIn === null);
  const { rest, failed, load } = useRest();
  const rem = useMeasuredRem();
  // Menus open, and arrow keys point, the way the text runs.
  return (
    <DirectionProvider direction={direction}>
      <Rem value={rem}>
        {!ready ? (
          <NotStarted />
        ) : failed ? (
          <NotLoaded retry={load} />
        ) : blocked !== null ? (
          rest && <rest.StorageTrouble trouble={blocked} />
        ) : working !== null ? (
          rest && <rest.StorageWork work={working} />
        ) : !signedIn ? (
          rest && <rest.SignIn />
        ) : signingIn !== null ? (
          rest && (
            <rest.SignIn
              account={again}
              another={again === undefined}
              onDone={endSignIn}
              onCancel={again === undefined ? backToAccounts : endSignIn}
            />
          )
        ) : (
          <WantPicture value={wantPicture}>
            <Panes rest={rest} />
          </WantPicture>
        )}
        {ready && blocked === null && working === null && <Notices />}
        <Toasts />
      </Rem>
    </DirectionProvider>
  );
}

/** `failed`: something of it is wanted and does not come. */
function useRest(): { readonly rest: Rest | undefined; readonly failed: boolean; readonly load: () => void } {
  const [rest, setRest] = useState<Rest>();
  const [failed, setFailed] = useState(false);
  const wanted = useStore(
    ({ ready, storage, accounts, section, signingIn, open, dialog, question }) =>
      ready &&
      (storage.blocked !== null ||
        storage.working !== null ||
        Object.keys(accounts).length === 0 ||
        section === 'requests' ||
        [signingIn, open, dialog, question].some((each) => each !== null)),
  );
  const load = useCallback(() => {
    setFailed(false);
    import('./rest.ts').then(setRest, () => setFailed(true));
  }, []);
  useEffect(() => {
    if (rest !== undefined) return undefined;
    if (wanted) return load();
    // Nobody is quicker: what the person does first has the page for itself.
    const idle = requestIdleCallback(load, { timeout: 1000 });
    return () => cancelIdleCallback(idle);
  }, [rest, wanted, load]);
  return { rest, failed: failed && wanted, load };
}

const endSignIn = () => useStore.getState().endSignIn();

/** Where adding another account began. */
function backToAccounts(): void {
  endSignIn();
  useStore.getState().showDialog('settings', 'account');
}

/** Drawn only after the first snapshot has failed. */
function NotStarted() {
  const { t } = useTranslation();
  const reload = useStore((state) => state.reload);
  const report = useStore((state) => state.report);
  return <Nowhere title={t('app.failedTitle')} retry={() => void reload().catch(report)} />;
}

/** A file of Kith is gone, or cannot be read. */
function NotLoaded({ retry }: { readonly retry: () => void }) {
  const { t } = useTranslation();
  return <Nowhere title={t('app.partFailedTitle')} retry={retry} />;
}

function Nowhere({ title, retry }: { readonly title: string; readonly retry: () => void }) {
  const { t } = useTranslation();
  return (
    <main className="not-started">
      <h1 className="heard">{t('app.name')}</h1>
      <EmptyState title={title} text={t('app.failed')} picture={<Mark size={48} />}>
        <button type="button" className="button primary" onClick={retry}>
          {t('app.retry')}
        </button>
      </EmptyState>
    </main>
  );
}

function Panes({ rest }: { readonly rest: Rest | undefined }) {
  const { t } = useTranslation();
  const open = useStore((state) => state.open);
  const known = useStore((state) => state.open !== null && state.conversations[state.open] !== undefined);
  const dialog = useStore((state) => state.dialog);
  const details = useStore((state) => state.details && state.open !== null);
  const chosen = useStore((state) => state.settings.listWidth);
  const [width, setWidth] = useState(chosen);
  useEffect(() => setWidth(chosen), [chosen]);
  const before = useRef(open);
  useEffect(() => {
    // The conversation took the focus with it when it closed.
    if (open === null) enterList(before.current);
    before.current = open;
  }, [open]);
  const searches = useStore((state) => state.searches);
  useEffect(() => {
    // One pane at a time: the search box is in the one behind the conversation.
    if (searches > 0 && isNarrow()) useStore.getState().show(null);
  }, [searches]);
  return (
    <div
      className="panes"
      data-open={open !== null && known}
      data-details={details}
      ref={(element) => {
        element?.style.setProperty('--chosen-width', `${width / 16}rem`);
      }}
    >
      <Rail />
      <main className="panes-main">
        <h1 className="heard">{t('app.name')}</h1>
        <Sidebar width={width} onWidth={setWidth} requests={rest && <rest.Requests />} />
        {open === null || !known ? <Nothing /> : rest && <rest.Conversation key={open} id={open} />}
      </main>
      {details && open !== null && rest && <rest.Details id={open} />}
      <ConnectionStrip />
      {rest && (
        <>
          {dialog === 'new-chat' && <rest.NewChat />}
          {dialog === 'add-contact' && <rest.AddContact onClose={() => useStore.getState().showDialog(null)} />}
          {dialog === 'settings' && <rest.Settings />}
          {dialog === 'shortcuts' && <rest.Shortcuts />}
          <rest.Questions />
        </>
      )}
    </div>
  );
}

const HINTS = ['search', 'new-chat', 'next-unread', 'shortcuts'] as const;

function Nothing() {
  const { t } = useTranslation();
  const some = useStore((state) => Object.keys(state.conversations).length > 0);
  const showDialog = useStore((state) => state.showDialog);
  const mac = useStore((state) => state.platform === 'darwin');
  return (
    <div className="nothing">
      <EmptyState
        title={t('conversation.nothingTitle')}
        text={t(some ? 'conversation.nothing' : 'conversation.nothingYet')}
        picture={<Mark size={48} />}
      >
        {some && (
          <button type="button" className="button" onClick={() => showDialog('new-chat')}>
            {t('list.startChat')}
          </button>
        )}
        <dl className="hints">
          {HINTS.map((id) => (
            <div key={id} className="hint">
              <dt>{t(`shortcuts.does.${id}`)}</dt>
              <dd>
                <kbd className="key" dir="ltr">
                  {hintFor(id, mac)}
                </kbd>
              </dd>
            </div>
          ))}
        </dl>
      </EmptyState>
    </div>
  );
}

/** Tells the main process which conversation can be seen: none while the window is hidden, or something else is shown or lies in front. */
function useShown(panes: boolean): void {
  const open = useStore((state) => state.open);
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  const covered = useCovered();
  const shown = panes && visible && !covered ? open : null;
  useEffect(() => {
    const { tellShown, report, ready } = useStore.getState();
    if (ready) tellShown(shown).catch(report);
  }, [shown]);
}
