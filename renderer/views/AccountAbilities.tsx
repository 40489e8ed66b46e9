// What an account's server can do, in consequences for the person; known from last time when there is no connection.
import './AccountAbilities.css';
import { Check, Minus } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Ability, ServerReport } from '../../shared/server.ts';
import { size } from '../components/bytes.ts';
import { moment } from '../components/dates.ts';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';

/** What was found out earlier is asked again by itself. */
const OLD_MS = 24 * 3_600_000;

export function AccountAbilities({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const online = account.connection.state === 'online';
  const { report, busy, interrupted, check } = useServerReport(account.id, online);
  return (
    <section className="abilities">
      <div className="account-out">
        <div>
          <h3 className="setting-name">{t('server.title')}</h3>
          <p className="choice-hint" role="status">
            {busy
              ? t('server.checking')
              : interrupted
                ? t('server.interrupted')
                : report !== null
                  ? t('server.checked', { when: moment(report.checkedAt) })
                  : t(online ? 'server.never' : 'server.neverOffline')}
          </p>
        </div>
        <button
          type="button"
          className="button"
          aria-disabled={busy || !online}
          title={online ? undefined : t('server.offline')}
          onClick={() => void (online && !busy && check())}
        >
          {t('server.check')}
        </button>
      </div>
      {report !== null && <Report report={report} />}
    </section>
  );
}

function Report({ report }: { readonly report: ServerReport }) {
  const { t } = useTranslation();
  const { can, cannot, silent, contacts, largestFile } = report;
  const works = (ability: Ability) =>
    ability === 'files' && largestFile !== undefined ? t('server.can.filesUpTo', { size: size(largestFile) }) : t(`server.can.${ability}`);
  return (
    <>
      {silent.length > 0 && <p className="choice-hint">{t('server.silent', { hosts: silent.join(', ') })}</p>}
      {cannot.length === 0 ? (
        <p className="choice-hint">{t('server.all')}</p>
      ) : (
        <details open>
          <summary className="abilities-head">{t('server.cannot', { count: cannot.length })}</summary>
          <ul className="abilities-list">
            {cannot.map((ability) => (
              <li key={ability} className="ability" data-can="false">
                <Icon icon={Minus} size={16} />
                <p>
                  <strong>{t(`server.name.${ability}`)}</strong> {t(`server.cannot.${ability}`)}
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
      <details>
        <summary className="abilities-head">{t('server.can', { count: can.length })}</summary>
        <ul className="abilities-list">
          {can.map((ability) => (
            <li key={ability} className="ability" data-can="true">
              <Icon icon={Check} size={16} />
              <p>
                <strong>{t(`server.name.${ability}`)}</strong> {works(ability)}
              </p>
            </li>
          ))}
        </ul>
      </details>
      {contacts.length > 0 && <Contacts contacts={contacts} />}
    </>
  );
}

function Contacts({ contacts }: Pick<ServerReport, 'contacts'>) {
  const { t } = useTranslation();
  const confirm = useStore((state) => state.settings.confirmLinks);
  const { followLink, report } = useStore.getState();
  return (
    <div>
      <h4 className="abilities-head">{t('server.contacts')}</h4>
      <dl className="facts">
        {contacts.map(({ kind, uri }) => (
          <div key={`${kind} ${uri}`} className="fact">
            <dt>{t(`server.contact.${kind}`)}</dt>
            <dd className="selectable">
              <a
                href={uri}
                onClick={(event) => {
                  event.preventDefault();
                  followLink(uri, confirm).catch(report);
                }}
              >
                <bdi dir="ltr">{uri.replace(/^(?:mailto|xmpp):/i, '')}</bdi>
              </a>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** What is known at once; asked anew when that is old or nothing, and there is a connection. */
function useServerReport(account: string, online: boolean) {
  const [report, setReport] = useState<ServerReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [interrupted, setInterrupted] = useState(false);
  const shown = useRef(true);
  const { serverOf, checkServer, report: tell } = useStore.getState();

  const check = useCallback(async () => {
    setBusy(true);
    setInterrupted(false);
    try {
      const found = await checkServer(account);
      if (shown.current) setReport(found);
    } catch (error) {
      if (error instanceof AppFailure && error.error.kind === 'lost') setInterrupted(true);
      else tell(error);
    }
    setBusy(false);
  }, [account, checkServer, tell]);

  useEffect(() => {
    shown.current = true;
    serverOf(account).then((known) => {
      if (!shown.current) return;
      setReport(known);
      if (online && (known === null || Date.now() - known.checkedAt > OLD_MS)) void check();
    }, tell);
    return () => {
      shown.current = false;
    };
  }, [account, online, serverOf, check, tell]);

  return { report, busy, interrupted, check };
}
