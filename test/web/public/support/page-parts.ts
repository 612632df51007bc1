import { Parser } from 'htmlparser2';

export interface Form {
  readonly method: string;
  readonly action: string;
  /** Names and values of all fields, whether they are ticked or not, without the buttons. */
  readonly fields: readonly Field[];
  /** Names and values of the buttons that have a name. */
  readonly buttons: readonly Field[];
}

export type Field = readonly [name: string, value: string];

/** All addresses in a page or mail, and all its forms. */
export function partsOf(html: string): { readonly links: readonly string[]; readonly forms: readonly Form[] } {
  const links: string[] = [];
  const forms: { method: string; action: string; fields: Field[]; buttons: Field[] }[] = [];
  const parser = new Parser({
    onopentag(tag, { href, src, action, formaction, method = 'get', name, value = '', type = '' }) {
      links.push(...[href, src, action, formaction].filter((link) => link !== undefined));
      if (tag === 'form') forms.push({ method, action: action ?? '', fields: [], buttons: [] });
      if (name === undefined || !['input', 'select', 'textarea', 'button'].includes(tag)) return;
      const isButton = tag === 'button' || type === 'submit';
      forms.at(-1)?.[isButton ? 'buttons' : 'fields'].push([name, value]);
    },
  });
  parser.end(html);
  return { links, forms };
}
