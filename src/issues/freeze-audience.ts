import { BATCH_SIZE, PAGE_SIZE } from './batch.js';
import { DEFAULT_VARIANT, type Issue } from './issue.js';
import type { AudienceRow, AudienceSnapshot, FreezeResult } from './issue-store.js';
import type { IssuesDeps } from './issues-deps.js';
import { ringBatches } from './steer-issue.js';

/**
 * Freezes the audience of a `preparing` issue: one instant's candidates, one delivery row each or a counted reason why not.
 * The issue opens only when candidates = prepared + excluded and the rows are all there; then the audience is never
 * selected again. A crash in between starts over, because nothing is sent while the issue is preparing.
 */
export async function freezeAudience(deps: IssuesDeps, id: string): Promise<void> {
  const { issues, clock, logger } = deps;
  const issue = await issues.byId(id);
  if (issue?.state !== 'preparing') return;
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
  const audience = await deps.issues.openAudience(issue.newsletterId);
  try {
    return await copyPages(deps, issue, audience);
  } finally {
    audience.close();
  }
}

async function copyPages(
  { issues, clock }: IssuesDeps,
  issue: Issue,
  audience: AudienceSnapshot,
): Promise<FreezeResult> {
  const at = clock.now();
  const excluded: Record<string, number> = {};
  let prepared = 0;
  let page: readonly AudienceRow[] = audience.page('', PAGE_SIZE);
  while (page.length > 0) {
    const readers = page.filter(({ exclusion }) => exclusion === null);
    for (const { exclusion } of page) if (exclusion !== null) excluded[exclusion] = (excluded[exclusion] ?? 0) + 1;
    const start = prepared;
    await issues.insertDeliveries(
      issue.id,
      readers.map(({ subscriberId }, index) => ({
        subscriberId,
        batch: Math.floor((start + index) / BATCH_SIZE),
        variant: DEFAULT_VARIANT,
      })),
      at,
    );
    prepared += readers.length;
    page = audience.page(page.at(-1)?.subscriberId ?? '', PAGE_SIZE);
  }
  const left = Object.values(excluded).reduce((sum, count) => sum + count, 0);
  if (prepared + left !== audience.candidates) {
    throw new Error(
      `Issue ${issue.id}: ${audience.candidates} candidates, but ${prepared} prepared and ${left} excluded.`,
    );
  }
  return { prepared, excluded, batchCount: Math.ceil(prepared / BATCH_SIZE), at };
}
