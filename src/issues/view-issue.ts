import { done, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { explainChoices } from './explain-choices.js';
import { unknownIssue } from './issue-refusals.js';
import type { Issue, Variant } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import type { IssueView } from './room.js';
import { storiesOf, tooFew } from './stories-of.js';

/** Gmail cuts a mail near 102 KB of HTML and hides the unsubscribe link; our budget leaves room for its additions. */
const MAX_HTML_BYTES = 80_000;
const MAX_SUBJECT = 60;

/** The issue with its stories in print order and what an editor should know before approving. */
export async function viewIssue(deps: IssuesDeps, id: string): Promise<Outcome<IssueView>> {
  const issue = await deps.issues.byId(id);
  const newsletter = issue && (await deps.newsletters.find(issue.newsletterId));
  if (issue === undefined || newsletter === undefined) return unknownIssue(id);
  const stories = await storiesOf(deps, issue);
  const choices = await explainChoices(deps, issue, newsletter);
  const log = await deps.issues.log(id);
  const warnings = await warningsFor(deps, { issue, newsletter, stories });
  return done({ issue, newsletter, stories, warnings, choices, log });
}

/** What stops an approval, in words; empty when nothing does. */
export async function blockers(deps: IssuesDeps, issue: Issue, newsletter: Newsletter): Promise<readonly string[]> {
  const count = (await deps.issues.stories(issue.id)).length;
  const least = issue.kind === 'digest' ? newsletter.minArticles : 1;
  const newsroom = await deps.newsletters.newsroom();
  return [
    ...(count < least && !(issue.kind !== 'digest' && issue.note) ? [tooFew(count, least)] : []),
    ...(newsroom.postalAddress === ''
      ? ['The newsroom has no postal address, and every issue must show one. Set it on the desk or as POSTAL_ADDRESS.']
      : []),
  ];
}

async function warningsFor(
  deps: IssuesDeps,
  view: Pick<IssueView, 'issue' | 'newsletter' | 'stories'>,
): Promise<readonly string[]> {
  const { issue, newsletter, stories } = view;
  const [variant] = await deps.issues.variants(issue.id);
  return [
    ...(await blockers(deps, issue, newsletter)),
    ...heavy(variant),
    ...(issue.subject.length > MAX_SUBJECT ? ['The subject is longer than 60 characters; phones will cut it.'] : []),
    ...(await repeatedSubject(deps, issue)),
    ...(stories.length > 0 && stories[0]?.article.image === null ? ['The lead story has no picture.'] : []),
    ...stories
      .filter(({ article }) => article.retractedAt !== null)
      .map(({ article }) => `Retracted, and left out when the issue is sent: ${article.title}`),
    ...stories
      .filter(({ article }) => typeof article.goneAt === 'number')
      .map(({ article }) => `Its page is gone, and it is left out when the issue is sent: ${article.title}`),
  ];
}

const heavy = (variant: Variant | undefined): readonly string[] =>
  variant !== undefined && Buffer.byteLength(variant.html) > MAX_HTML_BYTES
    ? ['The mail is over 80 KB; Gmail cuts it near 102 KB and hides the unsubscribe link. Drop some stories.']
    : [];

async function repeatedSubject(deps: IssuesDeps, issue: Issue): Promise<readonly string[]> {
  const printed = await deps.issues.list({ newsletterId: issue.newsletterId, states: ['sending', 'done'], limit: 5 });
  const same = printed.find((other) => other.id !== issue.id && other.subject === issue.subject);
  return same === undefined ? [] : [`The issue of ${same.localDate} had the same subject.`];
}
