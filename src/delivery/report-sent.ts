import type { Issue } from '../issues/issue.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { Alarm } from './alarm.js';
import type { ClaimedDelivery } from './delivery-store.js';
import type { DomainGuard } from './domain-guard.js';
import type { IssueNote } from './issue-note.js';
import type { Judged } from './judge-outcome.js';
import { createRefusalStreak } from './refusal-streak.js';
import type { RelayAlarm } from './relay-alarm.js';
import type { ResultBox } from './result-box.js';
import type { Sent } from './send-one.js';
import type { Turn, Turns } from './turns.js';

export interface ReporterDeps {
  readonly issues: Pick<IssueStore, 'transition'>;
  readonly box: ResultBox;
  readonly turns: Turns;
  readonly domainGuard: DomainGuard;
  readonly alarm: Alarm;
  readonly relayAlarm: RelayAlarm;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Puts a result into the box and acts on what it says about the relay, the recipient's domain and the issue. */
export type Reporter = (sent: Sent, facts: { claim: ClaimedDelivery; turn: Turn }) => Promise<void>;

export function createReporter(deps: ReporterDeps, { issue, note }: { issue: Issue; note: IssueNote }): Reporter {
  const streaks = new Map<string, ReturnType<typeof createRefusalStreak>>();
  const streakOf = (relay: string) => {
    const streak = streaks.get(relay) ?? createRefusalStreak();
    streaks.set(relay, streak);
    return streak;
  };
  return async ({ result, judged }, { claim, turn }) => {
    deps.box.add(result);
    const ofDomain = await deps.domainGuard(claim.email, judged);
    const streak = ofDomain ? undefined : streakOf(turn.relay)(judged);
    const reason = judged.pause ?? streak;
    const stops = reason !== undefined && !(await isTakenOut(deps, { judged, turn, reason }));
    if (stops || reason === undefined) tellRelay(turn, judged);
    await showOnIssue(deps, note, judged);
    if (stops) await pauseIssue(deps, issue.id, reason);
  };
}

/** What may be one relay's fault takes that relay out while there is another. */
async function isTakenOut(
  { relayAlarm }: ReporterDeps,
  { judged, turn, reason }: { judged: Judged; turn: Turn; reason: string },
): Promise<boolean> {
  if (judged.pause !== undefined && judged.ofRelay !== true) return false;
  const taken = turn.takeOut(judged.outcome.reply);
  if (taken === 'first') await relayAlarm(turn.relay, reason);
  return taken !== 'last';
}

function tellRelay(turn: Turn, { relayTrouble, unasked }: Judged): void {
  if (relayTrouble !== undefined) turn.failed(relayTrouble);
  else if (unasked !== true) turn.succeeded();
}

async function showOnIssue({ turns }: ReporterDeps, note: IssueNote, judged: Judged): Promise<void> {
  const trouble = turns.trouble();
  if (trouble !== undefined) await note.trouble(trouble);
  else if (judged.unasked !== true && judged.relayTrouble === undefined) await note.moving();
}

async function pauseIssue(deps: ReporterDeps, id: string, reason: string): Promise<void> {
  const { issues, alarm, clock, logger } = deps;
  try {
    const paused = await issues.transition({ id, from: ['sending'], to: 'paused', at: clock.now(), reason });
    if (!paused) return;
    logger.warn('issue.paused', { issueId: id, reason });
    await alarm(id, reason);
  } catch (error) {
    logger.error('issue.not-paused', { issueId: id, error: String(error) });
  }
}
