import type { JSX } from 'preact';

/** A labelled choice among few. */
export function SelectField(props: {
  name: string;
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly label: string }[];
  /** Must be unique on the page; the name when absent. */
  id?: string;
  labelHidden?: boolean;
}): JSX.Element {
  const id = props.id ?? props.name;
  return (
    <div class="field">
      <label for={id} class={props.labelHidden ? 'visually-hidden' : ''}>
        {props.label}
      </label>
      <select id={id} name={props.name}>
        {props.options.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
