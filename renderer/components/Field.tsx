// A labelled text field with its hint, its fault beside it, and room for a button at its end.
import './Field.css';
import { CircleAlert } from 'lucide-react';
import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import { Icon } from './Icon.tsx';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'> {
  readonly label: string;
  readonly fault?: string | undefined;
  readonly end?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function Field({ label, fault, end, inputRef, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="field-box" data-faulty={fault !== undefined}>
        <input
          {...input}
          id={id}
          ref={inputRef}
          className="field-input"
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        />
        {end}
      </div>
      <Fault id={`${id}-fault`} text={fault} />
    </div>
  );
}

/** A sentence about what is wrong, spoken when it appears. */
export function Fault({ id, text }: { readonly id?: string; readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className="fault" id={id} role="alert">
      <Icon icon={CircleAlert} size={16} />
      <span>{text}</span>
    </p>
  );
}
