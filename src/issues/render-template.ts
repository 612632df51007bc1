/** Turns MJML into mail HTML. Throws, naming line and fault, when the source is not valid MJML. */
export interface Mjml {
  toHtml(source: string): Promise<string>;
}

export const TEMPLATE_NAMES = [
  'digest',
  'confirm',
  'reminder',
  'welcome',
  'owner',
  'left',
  'paused',
  'sign-in',
  'notice',
] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** What a template is filled with. `language` chooses the words; everything else is named by the template. */
export type TemplateView = { readonly language: string } & Readonly<Record<string, unknown>>;

/** The templates of the folder `emails`, filled. Every value is escaped in `mjml` and left as it is in `text`. */
export interface EmailTemplates {
  text(name: TemplateName, view: TemplateView): string;
  mjml(name: TemplateName, view: TemplateView): string;
}
