// A password to type, hidden until its owner wants to see it.
import { Eye, EyeOff } from 'lucide-react';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly fault: string | undefined;
  readonly busy: boolean;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly onChange: (value: string) => void;
}

export function PasswordField({ label, value, fault, busy, inputRef, onChange }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  return (
    <Field
      label={label}
      inputRef={inputRef}
      fault={fault}
      type={visible ? 'text' : 'password'}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      autoComplete="current-password"
      autoCapitalize="none"
      spellCheck={false}
      dir="ltr"
      readOnly={busy}
      end={
        <button
          type="button"
          className="icon-button"
          aria-label={t(visible ? 'signIn.hide' : 'signIn.show')}
          title={t(visible ? 'signIn.hide' : 'signIn.show')}
          onClick={() => setVisible(!visible)}
        >
          <Icon icon={visible ? EyeOff : Eye} size={18} />
        </button>
      }
    />
  );
}
