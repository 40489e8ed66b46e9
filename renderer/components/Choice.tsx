// One of a few: radio buttons drawn as a row of segments.
import './Choice.css';
import { useId } from 'react';
import { AccountStripe } from './AccountMark.tsx';

interface ChoiceProps<T extends string | number> {
  readonly label: string;
  readonly hint: string;
  readonly value: T;
  /** `colour`: the mark of an account. */
  readonly options: readonly { readonly value: T; readonly label: string; readonly colour?: number }[];
  readonly disabled?: boolean;
  readonly onChoose: (value: T) => void;
}

export function Choice<T extends string | number>({ label, hint, value, options, disabled = false, onChoose }: ChoiceProps<T>) {
  const id = useId();
  return (
    <fieldset className="choice" disabled={disabled} aria-describedby={`${id}-hint`}>
      <legend className="choice-label">{label}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className="choice-option">
            <input type="radio" name={id} checked={option.value === value} onChange={() => onChoose(option.value)} />
            {option.colour !== undefined && <AccountStripe colour={option.colour} />}
            <bdi>{option.label}</bdi>
          </label>
        ))}
      </div>
      <p className="choice-hint" id={`${id}-hint`}>
        {hint}
      </p>
    </fieldset>
  );
}
