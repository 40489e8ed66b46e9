// One of a few: radio buttons drawn as a row of segments.
import './Choice.css';
import { useId } from 'react';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly hint: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T) => void;
}

export function Choice<T extends string>({ label, hint, value, options, onChoose }: ChoiceProps<T>) {
  const id = useId();
  return (
    <fieldset className="choice" aria-describedby={`${id}-hint`}>
      <legend className="choice-label">{label}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className="choice-option">
            <input type="radio" name={id} checked={option.value === value} onChange={() => onChoose(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      <p className="choice-hint" id={`${id}-hint`}>
        {hint}
      </p>
    </fieldset>
  );
}
