import type { JSX } from 'preact';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'search' | 'url' | 'number' | 'time' | 'date' | 'datetime-local' | 'textarea';
  readonly value?: string;
  readonly hint?: string;
  /** Said by screen readers with the field; shown in red under it. */
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly maxLength?: number;
  readonly rows?: number;
  /** Must be unique on the page; the name when absent. */
  readonly id?: string;
}

/** A labelled input with its hint and its fault. */
export function Field(props: FieldProps): JSX.Element {
  const id = props.id ?? props.name;
  return (
    <div class={props.error ? 'field field-wrong' : 'field'}>
      <label for={id}>{props.label}</label>
      {props.hint ? (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      <Control {...props} id={id} />
      {props.error ? (
        <p class="fault" id={`${id}-error`}>
          {props.error}
        </p>
      ) : null}
    </div>
  );
}

function Control({ id, hint, error, type = 'text', value = '', rows = 4, ...rest }: FieldProps & { id: string }) {
  const notes = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  const shared = {
    id,
    name: rest.name,
    ...(rest.required ? { required: true } : {}),
    ...(rest.maxLength === undefined ? {} : { maxlength: rest.maxLength }),
    ...(error ? { 'aria-invalid': true } : {}),
    ...(notes === '' ? {} : { 'aria-describedby': notes }),
  };
  if (type === 'textarea') {
    return (
      <textarea {...shared} rows={rows}>
        {value}
      </textarea>
    );
  }
  const input = { ...shared, type, value, autocomplete: rest.autocomplete ?? 'off' };
  return <input {...(input as JSX.IntrinsicElements['input'])} />;
}
