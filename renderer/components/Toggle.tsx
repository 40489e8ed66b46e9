// On or off, with what that does in one line.
import './Toggle.css';
import { useId } from 'react';

interface ToggleProps {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

export function Toggle({ label, hint, on, disabled = false, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div className="toggle" data-disabled={disabled}>
      <div className="toggle-text">
        <label className="toggle-label" htmlFor={id}>
          {label}
        </label>
        <p className="toggle-hint" id={`${id}-hint`}>
          {hint}
        </p>
      </div>
      <input
        id={id}
        className="toggle-box"
        type="checkbox"
        role="switch"
        aria-describedby={`${id}-hint`}
        checked={on}
        aria-checked={on}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  );
}
