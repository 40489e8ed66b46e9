// Where messages are missing: says so, and gets them as soon as somebody looks, or when they ask.
import './Missing.css';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface MissingProps {
  /** Which gap; another one begins anew. */
  readonly before: number;
  /** There is a connection: what is missing can be asked for. */
  readonly online: boolean;
  readonly onLoad: (before: number) => Promise<void>;
}

export function Missing({ before, online, onLoad }: MissingProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<'waiting' | 'loading' | 'failed'>('waiting');
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const load = useRef((_: number) => {});
  load.current = (which) => {
    setState('loading');
    const end = (to: 'waiting' | 'failed') => () => {
      if (shown.current) setState(to);
    };
    onLoad(which).then(end('waiting'), end('failed'));
  };
  useEffect(() => {
    if (online) load.current(before);
  }, [before, online]);
  return (
    <div className="missing" role="note">
      <p className="missing-text">{t(state === 'failed' ? 'conversation.missingFailed' : 'conversation.missing')}</p>
      <button
        type="button"
        className="button small"
        disabled={state === 'loading' || !online}
        title={online ? undefined : t('conversation.missingOffline')}
        onClick={() => load.current(before)}
      >
        {t(state === 'loading' ? 'conversation.missingLoading' : 'conversation.missingLoad')}
      </button>
    </div>
  );
}
