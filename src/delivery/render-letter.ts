import { z } from 'zod';
import type { LetterKind } from '../kernel/letter.js';
import { cleanLine } from '../issues/render-clean.js';
import { frameOf } from '../issues/render-newsroom.js';
import type { EmailTemplates, Mjml, TemplateView } from '../issues/render-template.js';
import type { LetterRenderer } from './letter-renderer.js';

const line = z.string().transform((text) => cleanLine(text, 2_000));
const link = z.url({ protocol: /^https?$/ });

const confirmView = z
  .object({ confirmUrl: link, newsletterNames: z.array(line).min(1), validDays: z.number() })
  .transform(({ confirmUrl, ...rest }) => ({ ...rest, url: confirmUrl }));

const welcomeView = z
  .object({
    newsletterName: line,
    archiveUrl: link.nullish(),
    latestIssueTitle: line.nullish(),
    latestIssueUrl: link.nullish(),
    preferencesUrl: link,
    unsubscribeUrl: link,
  })
  .transform(({ newsletterName, latestIssueTitle: title, latestIssueUrl: url, ...rest }) => ({
    ...rest,
    newsletter: newsletterName,
    latestIssue: title && url ? { title, url } : null,
  }));

const ownerView = z
  .object({ preferencesUrl: link, validHours: z.number() })
  .transform(({ preferencesUrl, ...rest }) => ({ ...rest, url: preferencesUrl }));

const leftView = z
  .object({ undoUrl: link, newsletterNames: z.array(line).min(1), undoDays: z.number() })
  .transform(({ undoUrl, ...rest }) => ({ ...rest, url: undoUrl }));

const pausedView = z
  .object({ preferencesUrl: link, newsletterNames: z.array(line).min(1) })
  .transform(({ preferencesUrl, ...rest }) => ({ ...rest, url: preferencesUrl }));

const signInView = z
  .object({ signInUrl: link, validMinutes: z.number() })
  .transform(({ signInUrl, ...rest }) => ({ ...rest, url: signInUrl }));

const noticeView = z
  .object({
    heading: line,
    paragraphs: z.array(line),
    actionUrl: link.nullish(),
    actionLabel: line.nullish(),
  })
  .transform(({ actionUrl: url, actionLabel: label, ...rest }) => ({
    ...rest,
    action: url && label ? { url, label } : null,
  }));

const VIEWS = {
  confirm: confirmView,
  reminder: confirmView,
  welcome: welcomeView,
  owner: ownerView,
  left: leftView,
  paused: pausedView,
  'sign-in': signInView,
  notice: noticeView,
};

/** Renders letters with the template of their kind. Throws when the view lacks what the template needs. */
export function createLetterRenderer({ mjml, templates }: { mjml: Mjml; templates: EmailTemplates }): LetterRenderer {
  return {
    async render(kind, newsroom, view) {
      const filled: TemplateView = {
        ...frameOf(newsroom, newsroom.language),
        ...viewOf(kind, view, newsroom.language),
      };
      const { subject, text } = splitSubject(templates.text(kind, filled));
      const html = await mjml.toHtml(templates.mjml(kind, { ...filled, title: subject }));
      return { subject, html, text };
    },
  };
}

function viewOf(kind: LetterKind, view: unknown, language: string): Readonly<Record<string, unknown>> {
  const checked = VIEWS[kind].parse(view);
  if (!('newsletterNames' in checked)) return checked;
  const { newsletterNames, ...rest } = checked;
  return { ...rest, newsletters: new Intl.ListFormat(language).format(newsletterNames) };
}

/** A letter's text twin begins with its subject. */
function splitSubject(template: string): { readonly subject: string; readonly text: string } {
  const [, subject = '', text = ''] = /^Subject: (.*)\n\n([\s\S]*)$/.exec(template) ?? [];
  if (subject === '') throw new Error('A letter template must begin with a line "Subject: ..." and an empty line.');
  return { subject, text };
}
