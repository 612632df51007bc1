import { z } from 'zod';
import type { Actor } from '../kernel/actor.js';
import { checkInput } from '../kernel/check-input.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import { CORRECTION_DECISIONS, type DecidedCorrection } from './correction.js';
import type { IssuesDeps } from './issues-deps.js';

const inputSchema = z.strictObject({
  issue: z.string('must be the id of an issue'),
  article: z.string('must be the id of an article'),
  version: z.int('must be the version you saw').min(1),
  decision: z.enum(CORRECTION_DECISIONS, `must be ${CORRECTION_DECISIONS.join(' or ')}`),
});

const EXAMPLES = { version: '2', decision: 'dismissed' };

/** `IssuesRoom.decideCorrection`. */
export async function decideCorrection(
  { issues, clock }: IssuesDeps,
  input: unknown,
  actor: Actor,
): Promise<Outcome<DecidedCorrection>> {
  const checked = checkInput(inputSchema, input, { code: 'correction.invalid', examples: EXAMPLES });
  if (!checked.ok) return checked;
  const { issue, article, version, decision } = checked.value;
  const decided = { issueId: issue, articleId: article, version, decision, by: actor, at: clock.now() };
  if (await issues.decideCorrection(decided)) return done(decided);
  const detail = `The issue ${issue.slice(0, 60)} has no story ${article.slice(0, 60)}.`;
  return refuse({ code: 'correction.unknown', kind: 'unknown', detail });
}
