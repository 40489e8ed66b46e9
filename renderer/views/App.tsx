// The window: which screen there is to show, the panes, and the keys that work everywhere.
import './App.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/EmptyState.tsx';
import { Mark } from '../components/Mark.tsx';
import { Toast } from '../components/Toast.tsx';
import { useStore } from '../store/index.ts';
import { AddContact } from './AddContact.tsx';
import { ConnectionStrip } from './ConnectionStrip.tsx';
import { Conversation } from './Conversation.tsx';
import { Details } from './Details.tsx';
import { NewChat } from './NewChat.tsx';
import { Notices } from './Notices.tsx';
import { Rail } from './Rail.tsx';
import { Settings } from './Settings.tsx';
import { Sidebar } from './Sidebar.tsx';
import { SignIn } from './SignIn.tsx';
import { StorageTrouble } from './StorageTrouble.tsx';

export function App() {
  const ready = useStore((state) => state.ready);
  const blocked = useStore((state) => state.storage.blocked);
  const signedIn = useStore((state) => Object.keys(state.accounts).length > 0);
  const signingIn = useStore((state) => state.signingIn);
  const again = useStore((state) => (state.signingIn === null ? undefined : state.accounts[state.signingIn]));
  const signInAgain = useStore((state) => state.signInAgain);
  const cancel = useCallback(() => signInAgain(null), [signInAgain]);
  return (
    <>
      {!ready ? (
        <NotStarted />
      ) : blocked !== null ? (
        <StorageTrouble trouble={blocked} />
      ) : !signedIn ? (
        <SignIn />
      ) : signingIn !== null ? (
        <SignIn account={again} onDone={cancel} />
      ) : (
        <Panes />
      )}
      {ready && blocked === null && <Notices />}
      <Toasts />
    </>
  );
}

/** Drawn only after the first snapshot has failed. */
function NotStarted() {
  const { t } = useTranslation();
  const reload = useStore((state) => state.reload);
  const report = useStore((state) => state.report);
  return (
    <main className="not-started">
      <h1 className="heard">{t('app.name')}</h1>
      <EmptyState title={t('app.failedTitle')} text={t('app.failed')} picture={<Mark size={48} />}>
        <button type="button" className="button primary" onClick={() => void reload().catch(report)}>
          {t('app.retry')}
        </button>
      </EmptyState>
    </main>
  );
}

function Panes() {
  const { t } = useTranslation();
  const open = useStore((state) => state.open);
  const known = useStore((state) => state.open !== null && state.conversations[state.open] !== undefined);
  const dialog = useStore((state) => state.dialog);
  const details = useStore((state) => state.details && state.open !== null);
  const chosen = useStore((state) => state.settings.listWidth);
  const [width, setWidth] = useState(chosen);
  useEffect(() => setWidth(chosen), [chosen]);
  useEffect(() => {
    // The conversation took the focus with it when it closed.
    if (open === null && document.activeElement === document.body) document.querySelector<HTMLElement>('.row-list [tabindex="0"]')?.focus();
  }, [open]);
  useShortcuts();
  return (
    <div
      className="panes"
      data-open={open !== null && known}
      data-details={details}
      ref={(element) => {
        element?.style.setProperty('--chosen-width', `${width}px`);
      }}
    >
      <Rail />
      <main className="panes-main">
        <h1 className="heard">{t('app.name')}</h1>
        <Sidebar width={width} onWidth={setWidth} />
        {open !== null && known ? <Conversation key={open} id={open} /> : <Nothing />}
      </main>
      {details && open !== null && <Details id={open} />}
      <ConnectionStrip />
      {dialog === 'new-chat' && <NewChat />}
      {dialog === 'add-contact' && <AddContact />}
      {dialog === 'settings' && <Settings />}
    </div>
  );
}

function Nothing() {
  const { t } = useTranslation();
  const some = useStore((state) => Object.keys(state.conversations).length > 0);
  const showDialog = useStore((state) => state.showDialog);
  return (
    <div className="nothing">
      <EmptyState title={t('conversation.nothingTitle')} text={t('conversation.nothing')} picture={<Mark size={48} />}>
        {some && (
          <button type="button" className="button" onClick={() => showDialog('new-chat')}>
            {t('list.startChat')}
          </button>
        )}
      </EmptyState>
    </div>
  );
}

function Toasts() {
  const { t, i18n } = useTranslation();
  const toasts = useStore((state) => state.toasts);
  const dismiss = useStore((state) => state.dismiss);
  return (
    <div className="toasts">
      {toasts.map(({ id, error }) => (
        <Dismissable key={id} id={id} dismiss={dismiss}>
          {(onDismiss) => (
            <Toast
              sentence={t(i18n.exists(`error.${error.kind}`) ? `error.${error.kind}` : 'error.other')}
              detail={error.detail ?? error.kind}
              onDismiss={onDismiss}
            />
          )}
        </Dismissable>
      ))}
    </div>
  );
}

interface DismissableProps {
  readonly id: number;
  readonly dismiss: (id: number) => void;
  readonly children: (onDismiss: () => void) => React.ReactNode;
}

function Dismissable({ id, dismiss, children }: DismissableProps) {
  return children(useCallback(() => dismiss(id), [id, dismiss]));
}

/** Ctrl/Cmd+K search, Ctrl/Cmd+N new chat, Ctrl/Cmd+comma settings, Escape back to the list. */
function useShortcuts() {
  const returnTo = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { dialog, showDialog, details, showDetails, show } = useStore.getState();
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (dialog !== null || event.isComposing) return;
      if (command && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        returnTo.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
        if (matchMedia('(max-width: 639.9px)').matches) show(null);
        requestAnimationFrame(() => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus());
      } else if (command && event.key.toLowerCase() === 'n') {
        event.preventDefault();
        showDialog('new-chat');
      } else if (command && event.key === ',') {
        event.preventDefault();
        showDialog('settings');
      } else if (event.key === 'Escape' && !event.defaultPrevented) {
        if (details) showDetails(false);
        else if (document.activeElement instanceof HTMLInputElement && document.activeElement.type === 'search') returnTo.current?.focus();
        else show(null);
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
