import type { Source } from '../../articles/source.js';
import type { Issue } from '../../issues/issue.js';
import type { Newsletter } from '../../newsletters/newsletter.js';

/** A newsletter with its open issues and its sources. */
export interface Standing {
  readonly newsletter: Newsletter;
  readonly open: readonly Issue[];
  readonly sources: readonly Source[];
}

export const standing = (newsletter: Newsletter, open: readonly Issue[], sources: readonly Source[]): Standing => ({
  newsletter,
  open: open.filter((issue) => issue.newsletterId === newsletter.id),
  sources: sources.filter((source) => source.newsletterId === newsletter.id),
});
