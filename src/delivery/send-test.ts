import type { Actor } from '../kernel/actor.js';
import { parseEmailAddress } from '../kernel/email-address.js';
import type { Logger } from '../kernel/logger.js';
import { done, invalid, refuse, type FieldError, type Outcome } from '../kernel/refusal.js';
import { compilePlate, type Printer } from './compile-plate.js';
import type { Mailer, SendOutcome } from './mailer.js';
import type { Plate } from './press.js';
import { NOBODY, plateOf, type PreviewDeps } from './preview-message.js';
import type { TestResult } from './room.js';

export interface SendTestDeps extends PreviewDeps {
  readonly mailer: Mailer;
  readonly logger: Logger;
}

const MOST = 10;

/**
 * Sends the issue as it is now to a few staff addresses, subject marked; the ledger knows nothing of it. Refused with the
 * relay's replies when none of them was accepted.
 */
export async function sendTest(
  deps: SendTestDeps,
  { issueId, to, actor }: { issueId: string; to: readonly string[]; actor: Actor },
): Promise<Outcome<readonly TestResult[]>> {
  const faults = findFaults(to);
  if (faults.length > 0) return invalid('test.recipients', faults);
  const plate = await plateOf(deps, issueId);
  if (!plate.ok) return plate;
  deps.logger.info('issue.test', { issueId, actor, recipients: to.length });
  const printer = await compilePlate(deps.press, marked(plate.value));
  const results = await Promise.all(to.map(async (address) => sendTo(deps, printer, address)));
  return results.some(({ accepted }) => accepted) ? done(results) : notAccepted(results);
}

const notAccepted = (results: readonly TestResult[]) =>
  refuse({
    code: 'test.not-accepted',
    kind: 'unavailable',
    detail: `The mail server took no test. ${results.map(({ to, reply }) => `${to}: ${reply}`).join('; ')}`,
  });

function findFaults(to: readonly string[]): FieldError[] {
  const example = 'ana@example.org';
  if (to.length === 0) return [{ field: 'to', fault: 'needs at least one address', example }];
  if (to.length > MOST) return [{ field: 'to', fault: `takes at most ${MOST} addresses`, example }];
  const wrong = to.filter((address) => parseEmailAddress(address) === undefined);
  return wrong.map((address) => ({ field: 'to', fault: `"${address}" is no email address`, example }));
}

const marked = (plate: Plate): Plate => ({
  ...plate,
  variant: { ...plate.variant, subject: `[Test] ${plate.variant.subject}` },
});

async function sendTo({ mailer, clock }: SendTestDeps, printer: Printer, input: string): Promise<TestResult> {
  const to = parseEmailAddress(input)?.address ?? input;
  const reader = { subscriberId: NOBODY, email: to, dateHeader: clock.now() };
  const outcome = await mailer.send(await printer.print(reader));
  return { to, accepted: outcome.kind === 'accepted', reply: replyOf(outcome) };
}

const replyOf = (outcome: SendOutcome): string => ('reason' in outcome ? outcome.reason : outcome.reply);
