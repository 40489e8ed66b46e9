// Below the sign-in form: the other ways in, and the way back where there is one.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SignInDoorsProps {
  /** There is no account yet, or another one is being added. */
  readonly ways: boolean;
  readonly onCancel: (() => void) | undefined;
}

export function SignInDoors({ ways, onCancel }: SignInDoorsProps) {
  const { t } = useTranslation();
  const [later, setLater] = useState<'create' | 'invite' | null>(null);
  return (
    <>
      {onCancel !== undefined && (
        <button type="button" className="button plain" onClick={onCancel}>
          {t('app.cancel')}
        </button>
      )}
      {ways && (
        <>
          <div className="sign-in-doors">
            <button type="button" className="sign-in-door" aria-expanded={later === 'create'} onClick={() => setLater('create')}>
              {t('signIn.create')}
            </button>
            <button type="button" className="sign-in-door" aria-expanded={later === 'invite'} onClick={() => setLater('invite')}>
              {t('signIn.invite')}
            </button>
          </div>
          <p className="sign-in-later" role="status" hidden={later === null}>
            {later !== null && t(later === 'create' ? 'signIn.createLater' : 'signIn.inviteLater')}
          </p>
        </>
      )}
    </>
  );
}
