// How the connections stand, when one does not stand well, and what operators announce: silent for two seconds, then a slim strip over the
// list that moves nothing.
import './ConnectionStrip.css';
import { CloudAlert, CloudOff, Info, LoaderCircle, X } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectFailureKind } from '../../shared/errors.ts';
import type { Outage } from '../../shared/outage.ts';
import { accountName } from '../components/account-name.ts';
import { type NoticeRow, noticeRows, outageKey, type TroubleRow, troubleRows } from '../components/connection-rows.ts';
import { soon } from '../components/dates.ts';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/now.ts';
import { Tried } from '../components/Tried.tsx';
import { useStore } from '../store/index.ts';

const TICK_MS = 500;
const HOUR_MS = 3_600_000;
/** What the sign-in form can mend, where it also says more. */
const FOR_SIGN_IN: ReadonlySet<ConnectFailureKind> = new Set([
  'wrong-password',
  'password-missing',
  'password-expired',
  'plain-only',
  'certificate-refused',
  'certificate-missing',
]);

export function ConnectionStrip() {
  const { t } = useTranslation();
  const accounts = Object.values(useStore((state) => state.accounts));
  const troubles = useStore((state) => state.troubles);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const now = useNow(Object.keys(troubles).length > 0 ? TICK_MS : HOUR_MS);
  const rows = troubleRows(accounts, troubles, now);
  const notices = noticeRows(accounts, seen, now);
  const several = accounts.length > 1;
  const strip = useRef<HTMLDivElement>(null);
  useCovered(strip);
  return (
    <div
      ref={strip}
      className="connection scrolls"
      role="status"
      aria-label={t('connection.label')}
      data-shown={rows.length + notices.length > 0}
    >
      {rows.map((row) => (
        <TroubleLine key={row.accounts.map(({ id }) => id).join(' ')} row={row} several={several} now={now} />
      ))}
      {notices.map((row) => (
        <Notice
          key={row.account.id}
          row={row}
          now={now}
          onSeen={() => setSeen(new Set([...seen, outageKey(row.account.id, row.outage)]))}
        />
      ))}
    </div>
  );
}

/** Lists end so much higher that their last row can be scrolled out from under the strip. */
function useCovered(strip: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const root = document.documentElement.style;
    const measure = () => root.setProperty('--covered', element.dataset.shown === 'true' ? `${element.offsetHeight + 24}px` : '0px');
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [strip]);
}

function TroubleLine({ row, several, now }: { readonly row: TroubleRow; readonly several: boolean; readonly now: number }) {
  const { t } = useTranslation();
  const { accounts, failure, details, tried, stopped, seconds, long, outages } = row;
  const sentence = t(failure === undefined ? 'connection.connecting' : `connection.reason.${failure}`);
  const address = accounts.map((account) => accountName(t, account)).join(', ');
  return (
    <div className="connection-row">
      <Icon icon={outages.length > 0 ? CloudAlert : failure === undefined ? LoaderCircle : CloudOff} size={16} />
      <div className="connection-text">
        <p>{several ? t('connection.account', { address, sentence }) : sentence}</p>
        {outages.length > 0
          ? outages.map((outage) => <Announcement key={JSON.stringify(outage)} outage={outage} now={now} />)
          : failure !== undefined && <p className="connection-more">{t(`connection.next.${failure}`)}</p>}
        {!stopped && long && seconds !== undefined && failure !== 'bad-certificate' && (
          // Read out once, not every second.
          <p className="connection-more numbers" aria-hidden="true">
            {t('connection.retryIn', { seconds })}
          </p>
        )}
        {details.length > 0 && (
          <details className="connection-more">
            <summary>{t('connection.details')}</summary>
            <Tried attempts={tried} />
            {details.map((detail) => (
              <p key={detail} className="connection-detail selectable" dir="ltr">
                {detail}
              </p>
            ))}
          </details>
        )}
      </div>
      <Remedy row={row} />
    </div>
  );
}

/** The one thing to do about it. */
function Remedy({ row }: { readonly row: TroubleRow }) {
  const { t } = useTranslation();
  const { reconnect, signInAgain, ask, report } = useStore.getState();
  const { accounts, failure, stopped, seconds, long } = row;
  const [account] = accounts;
  if (account === undefined) return null;
  if (stopped && failure !== undefined && FOR_SIGN_IN.has(failure))
    return (
      <button type="button" className="button small" onClick={() => signInAgain(account.id)}>
        {t('connection.again')}
      </button>
    );
  const { connection } = account;
  const refused = connection.state === 'waiting' ? connection.certificate : undefined;
  if (refused !== undefined)
    return (
      <button
        type="button"
        className="button small"
        aria-haspopup="dialog"
        onClick={() => ask({ kind: 'certificate', account: account.id, trouble: refused })}
      >
        {t('connection.why')}
      </button>
    );
  if (!stopped && !long) return null;
  const busy = !stopped && seconds === undefined;
  const now = () => Promise.all(accounts.map(({ id }) => reconnect(id))).catch(report);
  return (
    <button type="button" className="button small" aria-disabled={busy} onClick={() => void (busy || now())}>
      {t('connection.now')}
    </button>
  );
}

/** In the operator's words, which are only text. */
function Announcement({ outage, now }: { readonly outage: Outage; readonly now: number }) {
  const { t } = useTranslation();
  const { message, expectedEnd } = outage;
  return (
    <>
      <p className="connection-more selectable">
        {message === undefined ? t('connection.outage.known') : t('connection.outage.says', { message })}
      </p>
      {expectedEnd !== undefined && (
        <p className="connection-more">
          {t(expectedEnd >= now ? 'connection.outage.until' : 'connection.outage.late', { when: soon(expectedEnd, now) })}
        </p>
      )}
    </>
  );
}

function Notice({ row, now, onSeen }: { readonly row: NoticeRow; readonly now: number; readonly onSeen: () => void }) {
  const { t } = useTranslation();
  const { account, outage } = row;
  const host = account.address.split('@').at(-1) ?? account.address;
  const ahead = outage.beginning > now;
  return (
    <div className="connection-row">
      <Icon icon={Info} size={16} />
      <div className="connection-text">
        <p>{ahead ? t('connection.outage.planned', { host, when: soon(outage.beginning, now) }) : t('connection.outage.now', { host })}</p>
        <Announcement outage={outage} now={now} />
      </div>
      <button type="button" className="icon-button" aria-label={t('app.dismiss')} onClick={onSeen}>
        <Icon icon={X} size={16} />
      </button>
    </div>
  );
}
