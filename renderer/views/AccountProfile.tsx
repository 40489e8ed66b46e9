// How others see the person through an account: picture, name, profile.
import './Profile.css';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { OWN_NAME_LIMIT, personName } from '../../shared/person-name.ts';
import { Avatar } from '../components/Avatar.tsx';
import { Field } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';
import { useErrorSentence } from './error-sentence.ts';

export function AccountProfile({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const { id, address, nickname, picture, connection } = account;
  const online = connection.state === 'online';
  const { ask, setPicture, report } = useStore.getState();
  return (
    <section className="own-profile" aria-label={t('profile.title')}>
      <h3 className="setting-name">{t('profile.title')}</h3>
      <p className="choice-hint">{t('profile.hint', { address })}</p>
      <div className="own-profile-who">
        <Avatar address={address} name={nickname || address} picture={picture} size={72} />
        <div className="own-profile-actions">
          <button
            type="button"
            className="button small"
            aria-haspopup="dialog"
            aria-disabled={!online}
            onClick={() => (online ? ask({ kind: 'own-picture', account: id }) : undefined)}
          >
            {t(picture === undefined ? 'profile.addPicture' : 'profile.picture')}
          </button>
          {picture !== undefined && (
            <button
              type="button"
              className="button small"
              aria-disabled={!online}
              onClick={() => void (online ? setPicture(id, null, 'contacts').catch(report) : undefined)}
            >
              {t('profile.removePicture')}
            </button>
          )}
          <button
            type="button"
            className="button small"
            aria-haspopup="dialog"
            aria-disabled={!online}
            onClick={() => (online ? ask({ kind: 'own-profile', account: id }) : undefined)}
          >
            {t('profile.edit')}
          </button>
        </div>
      </div>
      <Nickname account={account} online={online} />
      {!online && <p className="choice-hint">{t('profile.offline')}</p>}
    </section>
  );
}

function Nickname({ account, online }: { readonly account: Account; readonly online: boolean }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const setNickname = useStore((state) => state.setNickname);
  const [name, setName] = useState(account.nickname);
  const [fault, setFault] = useState<string>();
  const [state, setState] = useState<'idle' | 'busy' | 'saved'>('idle');
  // Another device may have changed it meanwhile; what is being typed here stays.
  const known = useRef(account.nickname);
  useEffect(() => {
    const before = known.current;
    known.current = account.nickname;
    setName((typed) => (typed === before || personName(typed) === account.nickname ? account.nickname : typed));
  }, [account.nickname]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (state === 'busy' || !online) return;
    if (name.trim() !== '' && personName(name) === '') return setFault(t('profile.nicknameFault'));
    setState('busy');
    try {
      await setNickname(account.id, name);
      setState('saved');
    } catch (error) {
      setFault(sentence(error));
      setState('idle');
    }
  };
  return (
    <form className="own-profile-name" noValidate onSubmit={save}>
      <Field
        label={t('profile.nickname')}
        value={name}
        fault={fault}
        maxLength={OWN_NAME_LIMIT}
        placeholder={t('profile.unnamed')}
        dir="auto"
        autoComplete="off"
        onChange={(event) => {
          setName(event.target.value);
          setFault(undefined);
          setState('idle');
        }}
        end={
          <button
            type="submit"
            className="button small own-profile-save"
            aria-disabled={!online || state === 'busy' || name === account.nickname}
          >
            {t('profile.save')}
          </button>
        }
      />
      <p className="choice-hint">{t('profile.nicknameHint')}</p>
      <p className="choice-hint" role="status">
        {state === 'saved' && t('profile.saved')}
      </p>
    </form>
  );
}
