import { z } from 'zod';
import type { Article } from '../articles/article.js';
import { checkInput } from '../kernel/check-input.js';
import { done, invalid, refuse, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { findNewsletter } from '../newsletters/find-newsletter.js';
import { localDateAt, nextEdition, type EditionDate } from '../newsletters/schedule.js';
import { bestOfKey, isBestOf } from './best-of.js';
import { blankIssue, composeContent, newSlotKey } from './compose-content.js';
import { ISSUE_KINDS, type Issue, type IssueKind } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { chooseStories, lastSelection, type ChosenStory } from './choose-stories.js';
import { oneLine } from './one-line.js';
import { preheaderFrom, subjectFrom } from './subject-line.js';

const inputSchema = z.strictObject({
  newsletter: z.string(),
  kind: z.enum(ISSUE_KINDS).default('digest'),
  articles: z.array(z.string()).max(50).optional(),
  subject: oneLine.min(1).max(200).optional(),
  note: z.string().trim().max(2000).nullable().optional(),
});

/**
 * Builds a draft on request. A digest becomes the next edition that is still open, so that the schedule will not print
 * it again; calling twice returns the same draft.
 */
export async function buildIssue(deps: IssuesDeps, input: unknown): Promise<Outcome<Issue>> {
  const examples = { newsletter: 'daily', kind: 'digest' };
  const checked = checkInput(inputSchema, input, { code: 'issue.invalid', examples });
  if (!checked.ok) return checked;
  const { newsletter: name, kind, ...wishes } = checked.value;
  const found = await findNewsletter(deps.newsletters, name);
  if (!found.ok) return found;
  const newsletter = found.value;
  const stories = wishes.articles === undefined ? undefined : await namedStories(deps, wishes.articles);
  if (stories !== undefined && !stories.ok) return stories;

  const order = { newsletter, kind, edited: false, ...wishes, articles: stories?.value };
  if (kind !== 'digest') return buildOnce(deps, { ...order, date: today(deps, newsletter) });
  const open = await openEdition(deps, newsletter);
  if ('draft' in open) return adopt(open.draft, wishes);
  return buildOnce(deps, { ...order, date: open.date });
}

/** A draft that exists already is the answer, unless the caller asked for something else in it. */
function adopt(draft: Issue, wishes: object): Outcome<Issue> {
  if (Object.values(wishes).every((wish) => wish === undefined)) return done(draft);
  return refuse({
    code: 'issue.draft-exists',
    kind: 'conflict',
    detail: `The draft of ${draft.localDate} exists. Change it with PATCH /api/v1/issues/${draft.id}, or build a special.`,
  });
}

interface Order {
  readonly newsletter: Newsletter;
  readonly kind: IssueKind;
  readonly date: EditionDate;
  readonly articles?: readonly Article[] | undefined;
  readonly subject?: string | undefined;
  readonly note?: string | null | undefined;
  readonly edited: boolean;
  /** The digest of the week's digests, beside the digest of the date. */
  readonly bestOf?: boolean;
}

/** Builds and stores one edition; when another process was faster, its issue is the answer. */
export async function buildOnce(deps: IssuesDeps, order: Order): Promise<Outcome<Issue>> {
  const { newsletter, kind, date } = order;
  const blank = blankIssue(await placeOf(deps, order));
  const stories = await storiesFor(deps, blank, order);
  const titles = stories.map(({ article }) => article.title);
  const content = await composeContent(deps, {
    newsletter,
    slug: blank.slug,
    localDate: date.localDate,
    subject: order.subject ?? subjectFrom(titles, newsletter.name),
    preheader: preheaderFrom(titles, stories[0]?.article.dek ?? null),
    note: order.note ?? null,
    stories,
    slotKey: newSlotKey(deps),
    edited: order.subject !== undefined || order.articles !== undefined || Boolean(order.note),
  });
  const { stories: rows, variants, ...fields } = content;
  const issue = { ...blank, ...fields };
  if (await deps.issues.insert({ issue, stories: rows, variants })) return done(issue);
  const existing = await deps.issues.byEdition(newsletter.id, kind, blank.editionKey);
  if (existing === undefined) throw new Error(`Issue ${blank.slug} of ${newsletter.slug} could not be stored.`);
  return done(existing);
}

async function placeOf(deps: IssuesDeps, { newsletter, kind, date, bestOf = false }: Order) {
  const id = deps.newId();
  const digest = kind === 'digest';
  const edition = bestOf ? bestOfKey(date.localDate) : date.localDate;
  return {
    id,
    newsletterId: newsletter.id,
    kind,
    localDate: date.localDate,
    editionKey: digest ? edition : id,
    slug: digest ? edition : `${date.localDate}-${id.slice(-6)}`,
    candidatesSince: digest ? await lastSelection(deps, newsletter) : 0,
    createdAt: deps.clock.now(),
  };
}

async function storiesFor(deps: IssuesDeps, issue: Issue, order: Order): Promise<readonly ChosenStory[]> {
  if (order.articles !== undefined) return order.articles.map((article) => ({ article, section: article.section }));
  return chooseStories(deps, order.newsletter, issue);
}

/** The articles in the order named; an unknown or retracted one, or one under embargo, is a refusal. */
export async function namedStories(deps: IssuesDeps, ids: readonly string[]): Promise<Outcome<readonly Article[]>> {
  const byId = new Map((await deps.articles.byIds(ids)).map((article) => [article.id, article]));
  const missing = ids.filter((id) => byId.get(id)?.retractedAt !== null);
  const now = deps.clock.now();
  const early = ids.filter((id) => (byId.get(id)?.embargoUntil ?? now) > now);
  if (missing.length > 0) return wrongStories(`unknown or retracted: ${named(missing)}`);
  if (early.length > 0) return wrongStories(`still under embargo: ${named(early)}`);
  if (new Set(ids).size !== ids.length) return wrongStories('names a story twice');
  return done(ids.flatMap((id) => byId.get(id) ?? []));
}

const named = (ids: readonly string[]): string => ids.join(', ').slice(0, 200);

const wrongStories = (fault: string) =>
  invalid('issue.invalid', [{ field: 'articles', fault, example: '["<id of an article>"]' }]);

const today = ({ clock }: IssuesDeps, { schedule }: Newsletter): EditionDate => ({
  localDate: localDateAt(clock.now(), schedule.timeZone),
  dueAt: clock.now(),
});

/** A draft that is still open, or the next date without an issue. */
async function openEdition(
  deps: IssuesDeps,
  newsletter: Newsletter,
): Promise<{ draft: Issue } | { date: EditionDate }> {
  const open = await deps.issues.list({ newsletterId: newsletter.id, states: ['draft'], limit: 10 });
  const draft = open.find((issue) => issue.kind === 'digest' && !isBestOf(issue));
  if (draft !== undefined) return { draft };
  let date = nextEdition(newsletter.schedule, deps.clock.now());
  while ((await deps.issues.byEdition(newsletter.id, 'digest', date.localDate)) !== undefined) {
    date = nextEdition(newsletter.schedule, date.dueAt);
  }
  return { date };
}
