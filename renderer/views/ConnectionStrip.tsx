// How the connection stands, when it does not stand well: silent for two seconds, then a slim strip over the list that moves nothing.
import './ConnectionStrip.css';
import { CloudOff, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import type { ConnectFailureKind } from '../../shared/errors.ts';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';

const SILENT_MS = 2000;
const PATIENT_MS = 30_000;
const SECOND_MS = 1000;
/** What the sign-in form can mend, where it also says more. */
const FOR_SIGN_IN: ReadonlySet<ConnectFailureKind> = new Set([
  'wrong-password',
  'password-missing',
  'password-expired',
  'account-disabled',
  'plain-only',
]);

export function ConnectionStrip() {
  const { t } = useTranslation();
  const accounts = useStore((state) => state.accounts);
  const since = useStore((state) => state.troubledSince);
  const troubled = Object.values(accounts).filter((account) => since[account.id] !== undefined);
  const account = troubled.find(({ connection }) => connection.state === 'stopped') ?? troubled[0];
  const now = useTicking(account !== undefined);
  const age = account === undefined ? 0 : now - (since[account.id] ?? now);
  const shown = account !== undefined && (account.connection.state === 'stopped' || age >= SILENT_MS);
  return (
    <div className="connection" role="status" aria-label={t('connection.label')} data-shown={shown}>
      {shown && account !== undefined && <Trouble account={account} now={now} age={age} named={Object.keys(accounts).length > 1} />}
    </div>
  );
}

interface TroubleProps {
  readonly account: Account;
  readonly now: number;
  readonly age: number;
  readonly named: boolean;
}

function Trouble({ account, now, age, named }: TroubleProps) {
  const { t } = useTranslation();
  const reconnect = useStore((state) => state.reconnect);
  const signInAgain = useStore((state) => state.signInAgain);
  const report = useStore((state) => state.report);
  const { connection } = account;
  const failure = 'failure' in connection ? connection.failure : null;
  const sentence = failure === null ? t('connection.connecting') : t(`connection.reason.${failure}`);
  const seconds = connection.state === 'waiting' ? Math.max(0, Math.ceil((connection.retryAt - now) / SECOND_MS)) : 0;
  const stopped = connection.state === 'stopped';
  const password = stopped && failure !== null && FOR_SIGN_IN.has(failure);
  const patient = age >= PATIENT_MS || seconds * SECOND_MS > PATIENT_MS;
  return (
    <>
      <Icon icon={failure === null ? LoaderCircle : CloudOff} size={16} />
      <div className="connection-text" title={'detail' in connection ? connection.detail : undefined}>
        <p>{named ? t('connection.account', { address: account.address, sentence }) : sentence}</p>
        {stopped ? null : failure !== null && seconds > 0 && patient ? (
          // Read out once, not every second.
          <p className="connection-more numbers" aria-hidden="true">
            {t('connection.retryIn', { seconds })}
          </p>
        ) : (
          failure !== null && <p className="connection-more">{t('connection.keep')}</p>
        )}
      </div>
      {password ? (
        <button type="button" className="button small" onClick={() => signInAgain(account.id)}>
          {t('connection.again')}
        </button>
      ) : stopped || (connection.state === 'waiting' && patient) ? (
        <button type="button" className="button small" onClick={() => void reconnect(account.id).catch(report)}>
          {t('connection.now')}
        </button>
      ) : null}
    </>
  );
}

function useTicking(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS / 2);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
