// Where the server is and how to get there, for whoever does not leave that to Kith.
import './ServerFields.css';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from './Field.tsx';
import { ProxyFields } from './ProxyFields.tsx';
import type { ProxyDraft, ProxyPlace } from './proxy-draft.ts';

type Place = 'server' | 'port' | ProxyPlace;

interface ServerPlace {
  readonly server: string;
  readonly port: string;
  readonly proxy: ProxyDraft;
}

interface ServerFieldsProps {
  readonly place: ServerPlace;
  readonly busy: boolean;
  readonly refs: Readonly<Record<Place, Ref<HTMLInputElement>>>;
  readonly fault: (at: Place) => string | undefined;
  readonly onChange: (place: ServerPlace) => void;
}

export function ServerFields({ place, busy, refs, fault, onChange }: ServerFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className="server-fields">
      <Field
        label={t('signIn.server')}
        inputRef={refs.server}
        fault={fault('server')}
        value={place.server}
        onChange={(event) => onChange({ ...place, server: event.target.value })}
        placeholder={t('signIn.serverHint')}
        autoCapitalize="none"
        spellCheck={false}
        dir="ltr"
        readOnly={busy}
      />
      <Field
        label={t('signIn.port')}
        inputRef={refs.port}
        fault={fault('port')}
        value={place.port}
        onChange={(event) => onChange({ ...place, port: event.target.value })}
        placeholder="5222"
        inputMode="numeric"
        dir="ltr"
        readOnly={busy}
      />
      <div className="server-fields-way">
        <ProxyFields draft={place.proxy} busy={busy} fault={fault} refs={refs} onChange={(proxy) => onChange({ ...place, proxy })} />
      </div>
    </div>
  );
}
