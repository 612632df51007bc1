import { editionView } from './edition-view.js';
import type { EmailTemplates, Mjml } from './render-template.js';
import type { IssueRenderer } from './renderer.js';

/** Renders issues with emails/digest: MJML for the HTML, its twin for the text. */
export function createIssueRenderer({ mjml, templates }: { mjml: Mjml; templates: EmailTemplates }): IssueRenderer {
  return {
    async render(edition) {
      const view = editionView(edition);
      const html = await mjml.toHtml(templates.mjml('digest', view));
      return { html, text: templates.text('digest', view) };
    },
  };
}
