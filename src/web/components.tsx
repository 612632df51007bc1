import type { ComponentChildren, JSX } from 'preact';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

interface ButtonProps {
  readonly children: ComponentChildren;
  /** `primary` once a page; `quiet` looks like a link; `danger` for what cannot be undone. */
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** Sent with the form, so that one form can have several buttons. */
  readonly name?: string;
  readonly value?: string;
  readonly label?: string;
  readonly disabled?: boolean;
  /** Another target for the same form. */
  readonly formAction?: string;
}

/** A button that submits its form. */
export function Button({ children, look = 'primary', label, formAction, ...rest }: ButtonProps): JSX.Element {
  return (
    <button
      type="submit"
      class={`button button-${look}`}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(formAction === undefined ? {} : { formaction: formAction })}
      {...rest}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink(props: {
  href: string;
  look?: 'primary' | 'secondary' | 'quiet';
  children: ComponentChildren;
}): JSX.Element {
  return (
    <a class={`button button-${props.look ?? 'secondary'}`} href={props.href}>
      {props.children}
    </a>
  );
}

/** A tick or a dot with its label and one line about it, as one large target. */
export function Choice(props: {
  kind: 'checkbox' | 'radio';
  name: string;
  value: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  checked?: boolean;
  /** Of radio buttons: one must be chosen before the form is sent. */
  required?: boolean;
}): JSX.Element {
  return (
    <label class="choice">
      <input
        type={props.kind}
        name={props.name}
        value={props.value}
        checked={props.checked ?? false}
        required={props.required ?? false}
      />
      <span>
        <span class="choice-label">{props.label}</span>
        {props.hint ? <span class="hint">{props.hint}</span> : null}
      </span>
    </label>
  );
}

/** A message about what happened. `bad` and `warn` are announced at once. */
export function Notice(props: { tone?: Tone; title?: string; children?: ComponentChildren }): JSX.Element {
  const tone = props.tone ?? 'plain';
  return (
    <div class={`notice tone-${tone}`} role={tone === 'bad' || tone === 'warn' ? 'alert' : 'status'}>
      {props.title ? <p class="notice-title">{props.title}</p> : null}
      {props.children}
    </div>
  );
}

export function Card(props: { title?: string; aside?: ComponentChildren; children: ComponentChildren }): JSX.Element {
  return (
    <section class="card">
      {props.title || props.aside ? (
        <div class="card-head">
          {props.title ? <h2>{props.title}</h2> : null}
          {props.aside}
        </div>
      ) : null}
      {props.children}
    </section>
  );
}

export function Badge(props: { tone?: Tone; children: ComponentChildren }): JSX.Element {
  return <span class={`badge tone-${props.tone ?? 'plain'}`}>{props.children}</span>;
}

/** A bar with its number beside it; the label is for those who cannot see the bar. */
export function ProgressBar(props: { value: number; max: number; label: string; id?: string }): JSX.Element {
  const percent = props.max === 0 ? 0 : Math.floor((100 * props.value) / props.max);
  return (
    <div class="progress" {...(props.id === undefined ? {} : { id: props.id })}>
      <progress value={props.value} max={Math.max(1, props.max)} aria-label={props.label} />
      <span class="progress-number">{percent} %</span>
    </div>
  );
}

/**
 * A table; at the desk a wide one is a card a row on a phone, its cells labelled with their column (desk.css). The roles are those
 * the elements have: Safari forgets them when a table is displayed as something else. Numbers are aligned where the column says so.
 */
export function Table(props: {
  caption: string;
  columns: readonly { readonly head: string; readonly numeric?: boolean }[];
  rows: readonly (readonly ComponentChildren[])[];
  /** Shown instead of an empty table. */
  empty?: string;
}): JSX.Element {
  if (props.rows.length === 0) return <p class="hint">{props.empty ?? 'Nothing yet.'}</p>;
  const look = (index: number) => (props.columns[index]?.numeric ? 'numeric' : '');
  return (
    <div class="table-frame" tabindex={0} role="region" aria-label={props.caption}>
      <table role="table">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {props.columns.map((column, index) => (
              <th key={column.head} scope="col" role="columnheader" class={look(index)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {props.rows.map((cells, row) => (
            <tr key={row} role="row">
              {cells.map((cell, index) => (
                <td key={index} role="cell" class={look(index)} data-label={props.columns[index]?.head}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
