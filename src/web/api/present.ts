import type { Article } from '../../articles/article.js';
import type { Source } from '../../articles/source.js';
import { sourceState } from '../../articles/source-state.js';
import type { DeliveryRow } from '../../delivery/delivery-store.js';
import type { Progress } from '../../delivery/room.js';
import type { Issue } from '../../issues/issue.js';
import type { IssueView } from '../../issues/room.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { ReaderRecord, SuppressionRecord } from '../../subscribers/room.js';
import type { Evidence, Subscriber, Suppression } from '../../subscribers/subscriber.js';
import { isoTime, isoTimeOrNull } from './iso-time.js';

/** What the API shows of each thing. Times are ISO 8601 UTC; internal numbers (fences, hashes of addresses) stay inside. */

export const presentNewsletter = (newsletter: Newsletter) => ({
  ...newsletter,
  createdAt: isoTime(newsletter.createdAt),
});

export const presentSource = (source: Source) => ({
  id: source.id,
  newsletter: source.newsletterId,
  url: source.url,
  kind: source.kind,
  section: source.section,
  title: source.title,
  chosenBecause: source.chosenBecause,
  state: sourceState(source),
  lastFetchAt: isoTimeOrNull(source.lastFetchAt),
  lastNewAt: isoTimeOrNull(source.lastNewAt),
  /** Null once its publisher closed it. */
  nextFetchAt: source.stoppedAt === null ? isoTime(source.nextFetchAt) : null,
  failures: source.failures,
  failingSince: isoTimeOrNull(source.failingSince),
  lastError: source.lastError,
  movedTo: source.movedTo,
});

export const presentArticle = (article: Article) => ({
  id: article.id,
  externalId: article.externalId,
  url: article.url,
  title: article.title,
  dek: article.dek,
  author: article.author,
  section: article.section,
  image: article.image,
  language: article.language,
  publishedAt: isoTimeOrNull(article.publishedAt),
  updatedAt: isoTime(article.updatedAt),
  embargoUntil: isoTimeOrNull(article.embargoUntil),
  retractedAt: isoTimeOrNull(article.retractedAt),
  goneAt: isoTimeOrNull(article.goneAt ?? null),
  featured: article.featured ?? false,
  version: article.version,
});

export const presentSubscriber = (subscriber: Subscriber) => ({
  id: subscriber.id,
  email: subscriber.email,
  name: subscriber.name,
  language: subscriber.language,
  createdAt: isoTime(subscriber.createdAt),
});

export const presentSuppression = (suppression: Suppression) => ({
  address: suppression.email,
  reason: suppression.reason,
  detail: suppression.detail,
  source: suppression.source,
  issue: suppression.issueId,
  at: isoTime(suppression.at),
});

/** A suppression with what came back, when something did. */
export const presentGround = ({ suppression, evidence }: SuppressionRecord) => ({
  ...presentSuppression(suppression),
  evidence: evidence && presentEvidence(evidence),
});

const presentEvidence = ({ issueId, at, ...evidence }: Evidence) => ({ ...evidence, issue: issueId, at: isoTime(at) });

/** @param newsletters to call each by its slug */
export function presentReader(record: ReaderRecord, newsletters: readonly Newsletter[]) {
  const slugs = new Map(newsletters.map(({ id, slug }) => [id, slug]));
  const slugOf = (id: string | null) => (id === null ? null : (slugs.get(id) ?? id));
  const history = record.consents.map(({ at, action, newsletterId, source }) => ({
    at,
    action,
    newsletter: slugOf(newsletterId),
    source,
  }));
  const suppressed = record.suppression;
  if (suppressed)
    history.push({ at: suppressed.at, action: 'suppressed', newsletter: null, source: suppressed.source });
  return {
    ...presentSubscriber(record.subscriber),
    states: Object.fromEntries(record.subscriptions.map(({ newsletterId, state }) => [slugOf(newsletterId), state])),
    subscriptions: record.subscriptions.map(({ newsletterId, ...subscription }) => ({
      newsletter: slugOf(newsletterId),
      ...subscription,
      pausedUntil: isoTimeOrNull(subscription.pausedUntil),
      activatedAt: isoTimeOrNull(subscription.activatedAt),
      changedAt: isoTime(subscription.changedAt),
      leftAt: isoTimeOrNull(subscription.leftAt),
    })),
    consent: record.consents.map(({ newsletterId, at, ...consent }) => ({
      newsletter: slugOf(newsletterId),
      at: isoTime(at),
      ...consent,
    })),
    suppression: suppressed && presentGround({ suppression: suppressed, evidence: record.evidence }),
    history: history.toSorted((a, b) => a.at - b.at).map((line) => ({ ...line, at: isoTime(line.at) })),
  };
}

export const presentIssueLine = (issue: Issue) => ({
  id: issue.id,
  newsletter: issue.newsletterId,
  kind: issue.kind,
  date: issue.localDate,
  slug: issue.slug,
  state: issue.state,
  stateReason: issue.stateReason,
  subject: issue.subject,
  preheader: issue.preheader,
  note: issue.note,
  hash: issue.contentHash,
  approvedHash: issue.approvedHash,
  approvedBy: issue.approvedBy,
  approvedAt: isoTimeOrNull(issue.approvedAt),
  sendAt: isoTimeOrNull(issue.sendAt),
  startedAt: isoTimeOrNull(issue.startedAt),
  finishedAt: isoTimeOrNull(issue.finishedAt),
  createdAt: isoTime(issue.createdAt),
});

export const presentIssue = ({ issue, stories, warnings, choices, log }: IssueView, progress: Progress) => ({
  ...presentIssueLine(issue),
  audience: progress.audience,
  counts: progress.counts,
  share: progress.share,
  etaSeconds: progress.etaSeconds,
  excluded: issue.excluded ?? {},
  articles: stories.map(({ article, section }) => ({ ...presentArticle(article), section })),
  warnings,
  choices: choices.map(({ article, section, chosen, reason, words }) => ({
    article: article.id,
    title: article.title,
    url: article.url,
    section,
    chosen,
    reason,
    words,
  })),
  log: log.map(({ at, words }) => ({ at: isoTime(at), words })),
});

export const presentDelivery = (row: DeliveryRow) => ({
  subscriber: row.subscriberId,
  address: row.email,
  state: row.state,
  attempts: row.attempt,
  reason: row.reason,
  code: row.code,
  enhanced: row.enhanced,
  reply: row.reply,
  nextAt: row.state === 'deferred' ? isoTime(row.nextAt) : null,
  acceptedAt: isoTimeOrNull(row.acceptedAt),
  relay: row.relay,
});
