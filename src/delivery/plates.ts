import type { IssueStore } from '../issues/issue-store.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { Plate } from './assemble-message.js';
import type { Issue } from '../issues/issue.js';

export interface PlateDeps {
  readonly issues: Pick<IssueStore, 'byId' | 'variants'>;
  readonly newsletters: Pick<NewslettersRoom, 'find' | 'newsroom'>;
}

export interface Plates {
  readonly issue: Issue;
  /** Undefined for a variant the issue does not have. */
  of(variant: string): Plate | undefined;
}

/** Everything the readers of an issue share; read once a batch, because an issue that is sending does not change. */
export async function loadPlates({ issues, newsletters }: PlateDeps, issueId: string): Promise<Plates | undefined> {
  const issue = await issues.byId(issueId);
  const newsletter = issue && (await newsletters.find(issue.newsletterId));
  if (issue === undefined || newsletter === undefined) return undefined;
  const newsroom = await newsletters.newsroom();
  const variants = await issues.variants(issueId);
  const plates = new Map(variants.map((variant) => [variant.variant, { issue, newsletter, newsroom, variant }]));
  return { issue, of: (variant) => plates.get(variant) };
}
