// What one signs in with: a password, a file with a certificate in its place, or nothing at all.
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenCertificate } from '../../shared/ipc.ts';
import { Choice } from '../components/Choice.tsx';
import { Fault } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';

export type Way = 'password' | 'certificate' | 'guest';

interface SignInWayProps {
  readonly way: Way;
  /** Whether one may come without an account. */
  readonly guests: boolean;
  readonly chosen: ChosenCertificate | undefined;
  readonly fault: string | undefined;
  readonly busy: boolean;
  readonly buttonRef: RefObject<HTMLButtonElement | null>;
  readonly onWay: (way: Way) => void;
  readonly onChosen: (chosen: ChosenCertificate) => void;
}

export function SignInWay({ way, guests, chosen, fault, busy, buttonRef, onWay, onChosen }: SignInWayProps) {
  const { t } = useTranslation();
  const choose = () => {
    const { chooseCertificate, report } = useStore.getState();
    chooseCertificate().then((file) => (file === null ? undefined : onChosen(file)), report);
  };
  return (
    <div className="sign-in-way">
      <Choice
        label={t('signIn.with')}
        hint={t(way === 'guest' ? 'signIn.guestHint' : 'signIn.withHint')}
        value={way}
        disabled={busy}
        options={(['password', 'certificate', ...(guests ? (['guest'] as const) : [])] as const).map((value) => ({
          value,
          label: t(`signIn.withs.${value}`),
        }))}
        onChoose={onWay}
      />
      {way === 'certificate' && (
        <>
          <button ref={buttonRef} type="button" className="button" disabled={busy} onClick={choose}>
            <bdi>{chosen?.name ?? t('signIn.chooseCertificate')}</bdi>
          </button>
          <Fault text={fault} />
        </>
      )}
    </div>
  );
}
