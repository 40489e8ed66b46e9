// First run, and signing in again: address and password; the server part completes itself unless the network says otherwise.
import './SignIn.css';
import { ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import type { CertificateTrouble } from '../../shared/certificate.ts';
import { type AppError, AppFailure, type Attempt } from '../../shared/errors.ts';
import type { ChosenCertificate } from '../../shared/ipc.ts';
import { bareJid } from '../../shared/jid.ts';
import { useEscape } from '../components/escape.ts';
import { Fault, Field } from '../components/Field.tsx';
import { Icon } from '../components/Icon.tsx';
import { Mark } from '../components/Mark.tsx';
import { PasswordField } from '../components/PasswordField.tsx';
import { draftOf, readDraft } from '../components/proxy-draft.ts';
import { ServerFields } from '../components/ServerFields.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { Tried } from '../components/Tried.tsx';
import { useStore } from '../store/index.ts';
import { CertificateDialog } from './CertificateDialog.tsx';
import { SignInDoors } from './SignInDoors.tsx';
import { SignInWay, type Way } from './SignInWay.tsx';
import { NETWORK, PLACES, type Place } from './sign-in-places.ts';

interface FaultAt {
  readonly at: Place;
  readonly text: string;
  readonly detail?: string;
  readonly tried?: readonly Attempt[];
  /** Refused for this address. */
  readonly certificate?: { readonly address: string; readonly trouble: CertificateTrouble };
}

interface SignInProps {
  /** Signs in again. */
  readonly account?: Account | undefined;
  /** Beside those there are. */
  readonly another?: boolean;
  readonly onDone?: () => void;
  readonly onCancel?: () => void;
}

export function SignIn({ account, another = false, onDone, onCancel }: SignInProps) {
  const { t } = useTranslation();
  const signIn = useStore((state) => state.signIn);
  const [address, setAddress] = useState(account?.address ?? '');
  const [password, setPassword] = useState('');
  const [server, setServer] = useState(account?.server ?? '');
  const [port, setPort] = useState(account?.port === undefined ? '' : String(account.port));
  const [proxy, setProxy] = useState(() => draftOf(account?.proxy));
  const [advanced, setAdvanced] = useState(
    account?.server !== undefined || account?.certificate !== undefined || account?.proxy !== undefined,
  );
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<FaultAt | null>(null);
  const [certificate, setCertificate] = useState<ChosenCertificate>();
  const [way, setWay] = useState<Way>(account?.certificate === undefined ? 'password' : 'certificate');
  const [plain, setPlain] = useState<boolean | undefined>(asksForPlain(account) ? false : undefined);
  const [looking, setLooking] = useState(false);
  /** Held on to while the rest of the form may still be wrong. */
  const trusted = useRef<{ readonly address: string; readonly fingerprint: string } | null>(null);
  const fields = {
    address: useRef<HTMLInputElement>(null),
    password: useRef<HTMLInputElement>(null),
    server: useRef<HTMLInputElement>(null),
    port: useRef<HTMLInputElement>(null),
    proxyHost: useRef<HTMLInputElement>(null),
    proxyPort: useRef<HTMLInputElement>(null),
    form: useRef<HTMLButtonElement>(null),
    certificate: useRef<HTMLButtonElement>(null),
  };
  const focused = useRef(fields);
  focused.current = fields;

  const again = account !== undefined;
  useEffect(() => focused.current[again ? 'password' : 'address'].current?.focus(), [again]);
  useEffect(() => {
    if (fault !== null) focused.current[fault.at].current?.focus();
  }, [fault]);

  useEscape(busy || looking ? undefined : onCancel);

  const submit = async () => {
    if (busy) return;
    const wanted = address.trim();
    const number = port.trim() === '' ? undefined : Number(port.trim());
    if (wanted === '')
      return setFault({ at: 'address', text: t(way === 'guest' ? 'signInError.invalid-domain' : 'signIn.missingAddress') });
    if (another && isHere(wanted)) return setFault({ at: 'address', text: t('accounts.already', { address: wanted }) });
    if (way === 'certificate' && certificate === undefined) {
      setAdvanced(true);
      return setFault({ at: 'certificate', text: t('signIn.missingCertificate') });
    }
    if (way === 'password' && password === '') return setFault({ at: 'password', text: t('signIn.missingPassword') });
    if (number !== undefined && !(Number.isInteger(number) && number >= 1 && number <= 65535)) {
      setAdvanced(true);
      return setFault({ at: 'port', text: t('signInError.invalid-port') });
    }
    const through = readDraft(proxy);
    if ('at' in through) {
      setAdvanced(true);
      return setFault({ at: through.at, text: t(`proxy.missing.${through.at}`) });
    }
    setBusy(true);
    setFault(null);
    try {
      await signIn({
        address: wanted,
        password: way === 'guest' ? '' : password,
        ...(way === 'guest' ? { guest: true as const } : {}),
        ...(server.trim() === '' ? {} : { server: server.trim() }),
        ...(number === undefined ? {} : { port: number }),
        ...(way === 'certificate' && certificate !== undefined ? { certificate: certificate.id } : {}),
        proxy: through.proxy,
        ...(proxy.password === '' ? {} : { proxyPassword: proxy.password }),
        ...(plain === undefined ? {} : { plain }),
        ...(trusted.current?.address === wanted ? { trust: trusted.current.fingerprint } : {}),
      });
      onDone?.();
    } catch (error) {
      const { kind, detail, certificate, tried }: AppError =
        error instanceof AppFailure ? error.error : { kind: 'internal', detail: String(error) };
      // An own server that does not exist is at fault itself, not the address.
      const at = kind === 'unknown-host' && server.trim() !== '' ? 'server' : (PLACES[kind] ?? 'form');
      const host = at === 'server' || (server.trim() !== '' && NETWORK.has(kind)) ? server.trim() : (wanted.split('@').at(-1) ?? wanted);
      if (NETWORK.has(kind)) setAdvanced(true);
      if (kind === 'plain-only') setPlain(false);
      setFault({
        at,
        text: t(`signInError.${kind}`, { host }),
        ...(detail === undefined ? {} : { detail }),
        ...(tried === undefined ? {} : { tried }),
        ...(certificate === undefined ? {} : { certificate: { address: wanted, trouble: certificate } }),
      });
      setBusy(false);
    }
  };

  const forget = async () => {
    setLooking(false);
    trusted.current = null;
    const { forgetCertificate, report } = useStore.getState();
    await (account === undefined ? Promise.resolve() : forgetCertificate(account.id)).then(() => submit(), report);
  };

  // What was looked at for one address says nothing about another one typed since.
  const refused = fault?.certificate?.address === address.trim() ? fault.certificate : undefined;
  const faultAt = (place: Place) => (fault?.at === place ? fault.text : undefined);
  return (
    <main className="sign-in scrolls">
      <form
        className="sign-in-card"
        aria-label={t('signIn.form')}
        aria-busy={busy}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Mark size={56} />
        <div>
          <h1 className="sign-in-title">{t(another ? 'accounts.addTitle' : again ? 'signIn.againTitle' : 'signIn.title')}</h1>
          <p className="sign-in-lead">{t(another ? 'accounts.addLead' : again ? 'signIn.againLead' : 'signIn.lead')}</p>
        </div>
        <Field
          label={t(way === 'guest' ? 'signIn.guestServer' : 'signIn.address')}
          inputRef={fields.address}
          fault={faultAt('address')}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          placeholder={t(way === 'guest' ? 'signIn.guestServerHint' : 'signIn.addressHint')}
          inputMode={way === 'guest' ? 'url' : 'email'}
          autoComplete={way === 'guest' ? 'off' : 'username'}
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
          readOnly={again || busy}
        />
        {way !== 'guest' && (
          <PasswordField
            label={t(way === 'password' ? 'signIn.password' : 'signIn.certificatePassword')}
            inputRef={fields.password}
            fault={faultAt('password')}
            value={password}
            busy={busy}
            onChange={setPassword}
          />
        )}
        <div className="sign-in-advanced">
          <button type="button" className="sign-in-disclosure" aria-expanded={advanced} onClick={() => setAdvanced(!advanced)}>
            <Icon icon={ChevronRight} size={16} turns />
            {t('signIn.advanced')}
          </button>
          {advanced && (
            <>
              <ServerFields
                place={{ server, port, proxy }}
                busy={busy}
                refs={fields}
                fault={faultAt}
                onChange={(next) => {
                  setServer(next.server);
                  setPort(next.port);
                  setProxy(next.proxy);
                }}
              />
              <SignInWay
                way={way}
                guests={!again}
                chosen={certificate}
                fault={faultAt('certificate')}
                busy={busy}
                buttonRef={fields.certificate}
                onWay={setWay}
                onChosen={(chosen) => {
                  setCertificate(chosen);
                  setFault(null);
                }}
              />
            </>
          )}
        </div>
        {fault?.at === 'form' && (
          <div>
            <Fault text={fault.text} />
            {refused !== undefined ? (
              <button type="button" className="button small sign-in-look" aria-haspopup="dialog" onClick={() => setLooking(true)}>
                {t('certificate.look')}
              </button>
            ) : (
              fault.detail !== undefined && (
                <details className="sign-in-details">
                  <summary>{t('app.details')}</summary>
                  <Tried attempts={fault.tried ?? []} />
                  <p className="selectable">
                    <bdi>{fault.detail}</bdi>
                  </p>
                </details>
              )
            )}
          </div>
        )}
        {plain !== undefined && (
          <Toggle
            label={t('signIn.plain', { host: address.trim().split('@').at(-1) })}
            hint={t('signIn.plainHint')}
            on={plain}
            onChange={setPlain}
          />
        )}
        <button ref={fields.form} type="submit" className="button primary sign-in-submit" aria-disabled={busy}>
          <span data-shown={!busy}>{t('signIn.submit')}</span>
          <span data-shown={busy} aria-hidden={!busy}>
            {t('signIn.busy')}
          </span>
        </button>
        <SignInDoors ways={!again} onCancel={onCancel} />
      </form>
      {looking && refused !== undefined && (
        <CertificateDialog
          address={refused.address}
          account={account}
          trouble={refused.trouble}
          onTrust={(fingerprint) => {
            setLooking(false);
            trusted.current = { address: refused.address, fingerprint };
            void submit();
          }}
          onForget={() => void forget()}
          onClose={() => setLooking(false)}
        />
      )}
    </main>
  );
}

/** However it is spelled. */
function isHere(typed: string): boolean {
  const wanted = bareJid(typed);
  return Object.values(useStore.getState().accounts).some(({ address }) => address === wanted);
}

function asksForPlain(account: Account | undefined): boolean {
  return account?.connection.state === 'stopped' && account.connection.failure === 'plain-only';
}
