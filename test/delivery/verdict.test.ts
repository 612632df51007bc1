import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { judgeOutcome } from '../../src/delivery/judge-outcome.js';
import type { SendOutcome, SmtpPhase } from '../../src/delivery/mailer.js';
import { readReply } from '../../src/delivery/smtp-reply.js';
import { VERDICT_RULES } from '../../src/delivery/verdict-rules.js';
import { judgeReply } from '../../src/delivery/verdict.js';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';

const PHASES: readonly SmtpPhase[] = ['connect', 'greeting', 'hello', 'tls', 'auth', 'mail', 'rcpt', 'data', 'dot'];
const FACTS = { attempt: 1, now: 1_000, deadline: 1_000 + 36 * HOUR };
const refused = (phase: SmtpPhase, reply: string): SendOutcome => ({
  kind: 'refused',
  phase,
  code: Number(reply.slice(0, 3)),
  reply,
});

test.each(VERDICT_RULES.map((rule) => [rule.seen, rule] as const))('"%s" is judged by its own rule', (seen, rule) => {
  expect(judgeReply('rcpt', seen)).toMatchObject({ reason: rule.reason, scope: rule.scope, action: rule.action });
});

test.each([
  '550 Return path address does not exist',
  '550 Verification failed for <daily@example.org>; Response: 550 User unknown',
  '550 mail from unknown user not accepted',
  '501 5.1.3 Syntax error in MAIL FROM',
  '550 5.1.2 HELO host unknown',
  '550 Invalid address in From header',
  '550 too many unknown users from your host',
  '550 no such user here (grey listed, try again in 5 min)',
])('"%s" ends no address', (reply) => {
  expect(judgeReply('rcpt', reply).class).toBe('soft');
});

describe('whom an answer is about', () => {
  test.each([
    ['greeting', '554 5.7.1 no', 'relay', 'retry'],
    ['auth', '535 5.7.8 bad password', 'relay', 'pause'],
    ['auth', '454 4.7.0 later', 'relay', 'retry'],
    ['mail', '550 5.7.1 blocked', 'sender', 'pause'],
    ['mail', '550 5.1.1 user unknown', 'sender', 'pause'],
    ['mail', '451 4.3.0 later', 'sender', 'retry'],
    ['mail', '552 5.3.4 Message size exceeds fixed limit', 'message', 'fix'],
    ['rcpt', '550 5.1.1 no', 'recipient', 'suppress'],
    ['rcpt', '450 5.1.1 no', 'recipient', 'retry'],
    ['rcpt', '550 no', 'recipient', 'count'],
    ['rcpt', '450 4.2.0 no', 'recipient', 'retry'],
    ['rcpt', '421 4.7.0 closing', 'relay', 'retry'],
    ['dot', '421 4.7.0 closing', 'message', 'retry'],
    ['dot', '554 5.0.0 rejected', 'message', 'fix'],
    ['dot', '550 User unknown', 'recipient', 'count'],
    ['dot', '550 5.1.1 User unknown', 'recipient', 'suppress'],
    ['dot', '552 5.2.2 over quota', 'recipient', 'retry'],
  ] as const)('%s: %s', (phase, reply, scope, action) => {
    expect(judgeReply(phase, reply)).toMatchObject({ scope, action, class: action === 'suppress' ? 'hard' : 'soft' });
  });
});

test('only a final answer about a reader that means "never" may suppress, whatever a server says', () => {
  const words = fc.constantFrom(
    'User unknown',
    'blocked using zen.spamhaus.org',
    'mailbox full',
    'Relay access denied',
    'no such user here',
    'rejected',
    'spam',
    '<a@b.example>: Recipient address rejected: Access denied',
    'try again later',
  );
  const enhanced = fc.option(
    fc.tuple(fc.constantFrom(2, 4, 5), fc.nat(8), fc.nat(30)).map((parts) => parts.join('.')),
    { nil: undefined },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...PHASES),
      fc.integer({ min: 400, max: 599 }),
      enhanced,
      fc.array(words, { maxLength: 2 }),
      (phase, code, status, texts) => {
        const reply = [code, status, ...texts].filter((part) => part !== undefined).join(' ');
        const { outcome, scope } = judgeOutcome(refused(phase, reply), FACTS);
        const verdict = judgeReply(phase, reply);
        if (outcome.state !== 'failed' || !outcome.suppress) return verdict.class === 'soft';
        const told510 = status === '5.1.0' && /rejected/i.test(reply);
        const told = /unknown|no such user|access denied/i.test(reply);
        const exact = /^5\.1\.(1|2|3|6|10)$/.test(status ?? '') || code === 521 || code === 556 || told510;
        return (
          scope === 'recipient' &&
          code >= 500 &&
          (phase === 'rcpt' || phase === 'dot' || phase === 'data') &&
          (told || exact)
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

describe('the next state', () => {
  test('a break before the dot releases the delivery, one after it is a doubt', () => {
    const broken = { kind: 'broken', phase: 'data', dotWritten: false, reason: 'Connection closed' } as const;
    expect(judgeOutcome(broken, FACTS)).toMatchObject({
      outcome: { state: 'pending' },
      relayTrouble: 'Connection closed',
    });
    const late = judgeOutcome({ ...broken, phase: 'dot', dotWritten: true }, FACTS);
    expect(late).toEqual({ outcome: { state: 'in_doubt', reply: 'Connection closed' } });
  });

  test('an expired password releases everybody and pauses with what to do', () => {
    const judged = judgeOutcome(refused('auth', '535 5.7.8 bad password'), FACTS);
    expect(judged).toMatchObject({ outcome: { state: 'pending' }, pause: expect.stringContaining('SMTP_URL') });
  });

  test('an unauthenticated sender domain pauses the issue and fails nobody', () => {
    const judged = judgeOutcome(refused('dot', '550 5.7.515 Access denied, sending domain'), FACTS);
    expect(judged).toMatchObject({ outcome: { state: 'pending' }, pause: expect.stringContaining('DMARC') });
  });

  test('soft answers are retried after 5 and 30 minutes, 2 and 6 hours, until the deadline', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => {
      const { outcome } = judgeOutcome(refused('rcpt', '450 4.2.0 greylisted'), { ...FACTS, attempt });
      return outcome.state === 'deferred' ? outcome.nextAt - FACTS.now : outcome.state;
    });
    expect(waits).toEqual([5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 6 * HOUR, 6 * HOUR]);
    const late = { ...FACTS, attempt: 4, now: FACTS.deadline - HOUR };
    expect(judgeOutcome(refused('rcpt', '450 4.2.0 greylisted'), late).outcome).toMatchObject({
      state: 'failed',
      suppress: false,
    });
  });

  test('a full mailbox is retried although the server says 552', () => {
    expect(judgeOutcome(refused('rcpt', '552 5.2.2 over quota'), FACTS).outcome.state).toBe('deferred');
  });
});

test.each([
  ['550 5.1.1 no', 550, '5.1.1'],
  ['550-5.1.1 no such\n550 5.1.1 address', 550, '5.1.1'],
  ['553 sorry, no mailbox here by that name (#5.1.1)', 553, '5.1.1'],
  ['550 192.0.2.1 is listed', 550, null],
  ['250', 250, null],
  ['closed', null, null],
])('the reply %j has its codes', (line, code, enhanced) => {
  expect(readReply(line)).toMatchObject({ code, enhanced });
});

const CORPUS = new URL('../../../shared/corpora/smtp-replies.jsonl', import.meta.url);
const onCorpus = existsSync(CORPUS) ? test : test.skip;
if (!existsSync(CORPUS)) console.info(`No SMTP replies at ${CORPUS}, so they are not judged here.`);

onCorpus('real replies on which two sources agree are hard or soft as they say, and none is hard by mistake', () => {
  const lines = readFileSync(CORPUS, 'utf8').trim().split('\n');
  const agreed = lines
    .map((line) => JSON.parse(line) as { reply: string; class: string; agreement: unknown })
    .filter(({ agreement }) => agreement === 2 || agreement === 3);
  const wrong = agreed.filter((line) => judgeReply('rcpt', line.reply).class !== line.class);
  expect(wrong.filter((line) => line.class === 'soft')).toEqual([]);
  expect(1 - wrong.length / agreed.length).toBeGreaterThan(0.98);
});
