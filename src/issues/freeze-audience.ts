import { BATCH_SIZE, PAGE_SIZE } from './batch.js';
import { DEFAULT_VARIANT, type Issue } from './issue.js';
import type { AudienceSnapshot, FreezeResult } from './issue-store.js';
import type { IssuesDeps } from './issues-deps.js';
import { lastCheck } from './last-check.js';
import { ringBatches } from './steer-issue.js';
import { wantedReaders } from './wanted-readers.js';

/**
 * Looks at the stories of a `preparing` issue for the last time, then freezes its audience: one instant's candidates, one delivery row each or a counted reason why not.
 * The issue opens only when candidates = prepared + excluded and the rows are all there; then the audience is never
 * selected again. A crash in between starts over, because nothing is sent while the issue is preparing.
 */
export async function freezeAudience(deps: IssuesDeps, id: string): Promise<void> {
  const { issues, clock, logger } = deps;
  const issue = await issues.byId(id);
  if (issue?.state !== 'preparing' || !(await lastCheck(deps, issue))) return;
  await issues.wakePaused(issue.newsletterId, clock.now());
  await issues.clearDeliveries(id);
  const freeze = await writeDeliveries(deps, issue);
  if (await issues.finishFreeze(id, freeze)) {
    logger.info('issue.frozen', { issue: id, prepared: freeze.prepared, excluded: freeze.excluded });
    const open = await issues.byId(id);
    if (open !== undefined) ringBatches(deps, open);
  } else {
    logger.warn('issue.freeze-repeated', { issue: id, prepared: freeze.prepared });
  }
}

async function writeDeliveries(deps: IssuesDeps, issue: Issue): Promise<FreezeResult> {
  const at = deps.clock.now();
  const { pages, excluded } = await readAudience(deps, issue);
  let prepared = 0;
  for (const readers of pages) {
    const start = prepared;
    const rows = readers.map((subscriberId, index) => ({
      subscriberId,
      batch: Math.floor((start + index) / BATCH_SIZE),
      variant: DEFAULT_VARIANT,
    }));
    await deps.issues.insertDeliveries(issue.id, rows, at);
    prepared += readers.length;
  }
  return { prepared, excluded, batchCount: Math.ceil(prepared / BATCH_SIZE), at };
}

interface Audience {
  /** Ids of the readers who get a delivery, at most PAGE_SIZE each. */
  readonly pages: readonly (readonly string[])[];
  readonly excluded: Readonly<Record<string, number>>;
}

/** The whole instant first: a snapshot left open while a million rows are written keeps the write-ahead log from shrinking. */
async function readAudience({ issues, newsletters }: IssuesDeps, issue: Issue): Promise<Audience> {
  const newsletter = await newsletters.find(issue.newsletterId);
  if (newsletter === undefined) throw new Error(`Issue ${issue.id} belongs to no newsletter.`);
  const wanted = wantedReaders(issue, newsletter, await issues.stories(issue.id));
  const snapshot = await issues.openAudience(issue.newsletterId, wanted);
  try {
    return await readPages(snapshot, issue.id);
  } finally {
    snapshot.close();
  }
}

async function readPages(snapshot: AudienceSnapshot, issueId: string): Promise<Audience> {
  const pages: string[][] = [];
  const excluded: Record<string, number> = {};
  let found = 0;
  for await (const page of snapshot.pages(PAGE_SIZE)) {
    found += page.length;
    pages.push(page.flatMap(({ subscriberId, exclusion }) => (exclusion === null ? [subscriberId] : [])));
    for (const { exclusion } of page) if (exclusion !== null) excluded[exclusion] = (excluded[exclusion] ?? 0) + 1;
  }
  if (found !== snapshot.candidates)
    throw new Error(`Issue ${issueId}: ${snapshot.candidates} candidates, but ${found} prepared or excluded.`);
  return { pages, excluded };
}
