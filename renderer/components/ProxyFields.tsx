// How an account connects: directly, through Tor, or through a proxy of one's own.
import './ProxyFields.css';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from './Choice.tsx';
import { Field } from './Field.tsx';
import { type ProxyDraft, type ProxyPlace, withKind } from './proxy-draft.ts';

interface ProxyFieldsProps {
  readonly draft: ProxyDraft;
  readonly busy: boolean;
  readonly fault: (at: ProxyPlace) => string | undefined;
  readonly refs: Readonly<Record<ProxyPlace, Ref<HTMLInputElement>>>;
  readonly onChange: (draft: ProxyDraft) => void;
}

const KINDS = ['direct', 'tor', 'socks5', 'http'] as const;

export function ProxyFields({ draft, busy, fault, refs, onChange }: ProxyFieldsProps) {
  const { t } = useTranslation();
  const { kind } = draft;
  const plain = { autoCapitalize: 'none', spellCheck: false, dir: 'ltr', readOnly: busy } as const;
  return (
    <div className="proxy-fields">
      <Choice
        label={t('proxy.connect')}
        hint={t(`proxy.hint.${kind}`)}
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`proxy.kind.${value}`) }))}
        disabled={busy}
        onChoose={(value) => onChange(withKind(draft, value))}
      />
      {kind !== 'direct' && (
        <div className="proxy-row">
          <Field
            {...plain}
            label={t('proxy.host')}
            inputRef={refs.proxyHost}
            fault={fault('proxyHost')}
            value={draft.host}
            onChange={(event) => onChange({ ...draft, host: event.target.value })}
          />
          <Field
            {...plain}
            label={t('proxy.port')}
            inputRef={refs.proxyPort}
            fault={fault('proxyPort')}
            inputMode="numeric"
            value={draft.port}
            onChange={(event) => onChange({ ...draft, port: event.target.value })}
          />
        </div>
      )}
      {(kind === 'socks5' || kind === 'http') && (
        <div className="proxy-row even">
          <Field
            {...plain}
            label={t('proxy.username')}
            autoComplete="off"
            placeholder={t('proxy.optional')}
            value={draft.username}
            onChange={(event) => onChange({ ...draft, username: event.target.value })}
          />
          <Field
            {...plain}
            label={t('proxy.password')}
            type="password"
            autoComplete="off"
            value={draft.password}
            onChange={(event) => onChange({ ...draft, password: event.target.value })}
          />
        </div>
      )}
    </div>
  );
}
