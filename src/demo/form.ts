/** A form of one of our own pages, as a browser without JavaScript would send it. */
export interface PageForm {
  readonly action: string;
  readonly fields: URLSearchParams;
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1]?.replaceAll('&amp;', '&').replaceAll('&quot;', '"');

/** The page's post form with a button named `button`, or its first post form; checked boxes and hidden fields filled in. */
export function readForm(html: string, pageUrl: string): PageForm {
  const form = /<form\b[^>]*method="post"[^>]*>[\s\S]*?<\/form>/i.exec(html)?.[0];
  if (form === undefined) throw new Error(`${pageUrl} has no form.`);
  const action = new URL(attribute(/<form\b[^>]*>/i.exec(form)?.[0] ?? '', 'action') ?? '', pageUrl).href;
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type') ?? 'text';
    const chosen = (type !== 'checkbox' && type !== 'radio') || /\schecked\b/i.test(tag);
    if (name !== undefined && chosen && type !== 'submit') fields.append(name, attribute(tag, 'value') ?? '');
  }
  return { action, fields };
}
