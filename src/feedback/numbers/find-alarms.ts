import { BLOCK_REASONS, isOverLine, mostMails, type FeedbackAlarm } from './alarm-rules.js';
import { providerOf } from './mailbox-provider.js';
import type { DomainCount, FeedbackRow, NumbersStore, WatchedIssue } from './numbers-store.js';

/**
 * The lines an issue's numbers have passed and nobody was told of. The ledger is only read when a provider has blocks enough,
 * and no further than to where they are too small a share.
 */
export async function findAlarms(
  numbers: Pick<NumbersStore, 'rows' | 'refusals' | 'mailsTo' | 'raised'>,
  { id: issueId, mails }: WatchedIssue,
): Promise<readonly FeedbackAlarm[]> {
  const raised = await numbers.raised(issueId);
  const isNew = ({ kind, provider }: Pick<FeedbackAlarm, 'kind' | 'provider'>) =>
    !raised.some((alarm) => alarm.kind === kind && alarm.provider === provider);
  const rows = await numbers.rows({ issueId });
  const countOf = (kind: 'hard' | 'complaint') => sum(rows.filter((row) => row.class === kind));
  const found: FeedbackAlarm[] = (['hard', 'complaint'] as const).map((kind) => ({
    issueId,
    kind,
    provider: '',
    count: countOf(kind),
    mails,
  }));
  const refusals = await numbers.refusals(issueId, [...BLOCK_REASONS]);
  for (const [provider, blocks] of byProvider([...blocksIn(rows), ...refusals])) {
    const least = { issueId, kind: 'block', provider, count: sum(blocks) } as const;
    if (!isNew(least) || !isOverLine({ ...least, mails: least.count })) continue;
    const domains = [...new Set(blocks.map(({ domain }) => domain))];
    found.push({ ...least, mails: await numbers.mailsTo(issueId, domains, mostMails(least)) });
  }
  return found.filter((alarm) => isNew(alarm) && isOverLine(alarm));
}

const sum = (rows: readonly { readonly count: number }[]): number =>
  rows.reduce((total, { count }) => total + count, 0);

/** Reports that came later; what was said at SMTP time is in the ledger. */
const blocksIn = (rows: readonly FeedbackRow[]): readonly DomainCount[] =>
  rows.flatMap(({ class: kind, reason, channel, domain, count }) =>
    kind === 'soft' && channel !== 'smtp' && BLOCK_REASONS.has(reason) && domain !== null ? [{ domain, count }] : [],
  );

function byProvider(blocks: readonly DomainCount[]): ReadonlyMap<string, readonly DomainCount[]> {
  const groups = new Map<string, DomainCount[]>();
  for (const block of blocks) {
    const provider = providerOf(block.domain);
    groups.set(provider, [...(groups.get(provider) ?? []), block]);
  }
  return groups;
}
