import type { Article } from '../articles/article.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { Newsroom } from '../newsletters/newsroom.js';

/** Everything that is printed in an issue. */
export interface Edition {
  readonly newsroom: Newsroom;
  readonly newsletter: Newsletter;
  readonly subject: string;
  readonly preheader: string;
  readonly note: string | null;
  /** `2026-11-22`, in the newsletter's own time zone. */
  readonly localDate: string;
  readonly stories: readonly EditionStory[];
  readonly archiveUrl: string;
  readonly subscribeUrl: string;
  /** See slotMark in issue.ts. */
  readonly slotKey: string;
}

export interface EditionStory {
  readonly article: Article;
  readonly section: string | null;
}

/** Renders an issue once; what comes out is shared by preview, test, mail and archive. Throws when MJML finds a fault. */
export interface IssueRenderer {
  render(edition: Edition): Promise<{ readonly html: string; readonly text: string }>;
}
