import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { findNewsletter } from '../newsletters/find-newsletter.js';
import { archiveHtml } from './archive-html.js';
import type { Issue, IssueState } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';

/** What readers may see on the web: issues that are or were being sent. */
const PUBLIC_STATES: readonly IssueState[] = ['sending', 'paused', 'done'];
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
  if (issue === undefined || variant === undefined || !isPublic(issue)) {
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
  const query = { newsletterId: newsletter.id, states: PUBLIC_STATES, limit: ARCHIVE_LENGTH };
  return done({ newsletter, issues: (await deps.issues.list(query)).filter(isPublic) });
}

/** A paused issue is public only when somebody got it already. */
const isPublic = (issue: Issue): boolean => PUBLIC_STATES.includes(issue.state) && issue.startedAt !== null;
