import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { findNewsletter } from '../newsletters/find-newsletter.js';
import { archiveHtml } from './archive-html.js';
import type { Issue, IssueState } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';

/** What the list of past issues offers: issues that are or were being sent. */
const LISTED_STATES: readonly IssueState[] = ['sending', 'paused', 'done'];
/** A cancelled issue is not offered, but the link in the mails that went out keeps working. */
const READABLE_STATES: readonly IssueState[] = [...LISTED_STATES, 'cancelled'];
const ARCHIVE_LENGTH = 100;

/** The web page of an issue, made from the artefact its readers got, without anything personal. */
export async function readArchivedIssue(
  deps: IssuesDeps,
  newsletterSlug: string,
  issueSlug: string,
): Promise<Outcome<{ issue: Issue; newsletter: Newsletter; html: string }>> {
  const found = await findNewsletter(deps.newsletters, newsletterSlug);
  if (!found.ok) return found;
  const newsletter = found.value;
  const issue = await deps.issues.bySlug(newsletter.id, issueSlug);
  const [variant] = issue === undefined ? [] : await deps.issues.variants(issue.id);
  if (issue === undefined || variant === undefined || !isReadable(issue)) {
    return refuse({
      code: 'issue.unknown',
      kind: 'unknown',
      detail: `${newsletter.name} has no published issue "${issueSlug.slice(0, 60)}". /archive/${newsletter.slug} lists them.`,
    });
  }
  const subscribeUrl = `${deps.baseUrl}/subscribe?newsletter=${newsletter.slug}`;
  return done({ issue, newsletter, html: archiveHtml(variant, { subscribeUrl }) });
}

/** The published issues of a newsletter, newest first. */
export async function listArchive(
  deps: IssuesDeps,
  newsletterSlug: string,
): Promise<Outcome<{ newsletter: Newsletter; issues: readonly Issue[] }>> {
  const found = await findNewsletter(deps.newsletters, newsletterSlug);
  if (!found.ok) return found;
  const newsletter = found.value;
  const query = { newsletterId: newsletter.id, states: LISTED_STATES, limit: ARCHIVE_LENGTH };
  return done({ newsletter, issues: (await deps.issues.list(query)).filter(isReadable) });
}

/** A paused or cancelled issue is public only when its sending began: somebody may have got it. */
const isReadable = (issue: Issue): boolean => READABLE_STATES.includes(issue.state) && issue.startedAt !== null;
