import { MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import { parseMailbox } from '../kernel/email-address.js';
import type { Logger } from '../kernel/logger.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import { judgeOutcome } from './judge-outcome.js';
import type { LetterRenderer } from './letter-renderer.js';
import type { Letter, LetterResult, LetterStore } from './letter-store.js';
import { letterView, type LetterViewDeps } from './letter-view.js';
import type { Mailer, OutgoingMessage } from './mailer.js';
import type { MessageComposer, MessageSigner } from './message-composer.js';
import { readAddress } from './reader-fields.js';
import { GIVE_UP_AFTER } from './retry-table.js';
import type { LetterSender } from './room.js';
import { isStillWanted, type StillWantedDeps } from './still-wanted.js';

export interface LetterSenderDeps extends LetterViewDeps, StillWantedDeps {
  readonly letters: LetterStore;
  readonly renderer: LetterRenderer;
  readonly newsletters: Pick<NewslettersRoom, 'find' | 'newsroom'>;
  readonly composer: MessageComposer;
  readonly signer: MessageSigner | null;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A letter waits this long for its turn at the relay's rate, and is then tried again later. */
const TURN = 2 * MINUTE;
/** Longer than a turn and a send (12 minutes) can take, so that nobody sends the letter a second time meanwhile. */
const LEASE = 15 * MINUTE;
/** A person waits for most letters: a relay in trouble is tried again soon. */
const SOON = 30 * SECOND;
/** After a final dot without an answer a copy may have arrived: one more is sent at the most, and not at once. */
const IN_DOUBT_WAIT = 15 * MINUTE;
const DOUBTS_ALLOWED = 1;
const DUE_LIMIT = 200;

/** Sends letters one at a time, each claimed first, each with a Message-ID of its own that a second try repeats. */
export function createLetterSender(deps: LetterSenderDeps): LetterSender {
  const { letters, clock, logger } = deps;
  return {
    dueLetters: async () => letters.due(clock.now(), DUE_LIMIT),
    sendLetter: async (letterId) => {
      const now = clock.now();
      const letter = await letters.claim(letterId, { now, leaseUntil: now + LEASE });
      if (letter === undefined) return;
      const result = await attempt(deps, letter);
      await letters.record(letter.id, result);
      const told = { letterId, kind: letter.kind, attempts: letter.attempts, reply: result.reply };
      if (result.state === 'accepted') logger.info('letter.accepted', told);
      else logger.warn(`letter.${result.state}`, told);
    },
  };
}

async function attempt(deps: LetterSenderDeps, letter: Letter): Promise<LetterResult> {
  const deadline = letter.createdAt + GIVE_UP_AFTER;
  let message: OutgoingMessage;
  try {
    if (!(await isStillWanted(deps, letter)))
      return { state: 'failed', reply: 'no longer wanted', at: deps.clock.now() };
    message = await writeLetter(deps, letter);
  } catch (error) {
    const reply = error instanceof Error ? error.message : String(error);
    return released(reply, { at: deps.clock.now(), wait: 5 * MINUTE, deadline });
  }
  const sent = await deps.mailer.send(message, undefined, performance.now() + TURN);
  const at = deps.clock.now();
  const { outcome } = judgeOutcome(sent, { attempt: letter.attempts, now: at, deadline });
  const { reply } = outcome;
  switch (outcome.state) {
    case 'accepted':
    case 'failed':
      return { state: outcome.state, reply, at };
    case 'deferred':
      return { state: 'pending', why: 'refused', reply, at, nextAt: outcome.nextAt };
    case 'in_doubt':
      if (letter.doubts >= DOUBTS_ALLOWED)
        return { state: 'failed', reply: `No answer after the final dot, once more: ${reply}`, at };
      return { state: 'pending', why: 'in-doubt', reply, at, nextAt: at + IN_DOUBT_WAIT };
    case 'pending':
    default:
      return released(reply, { at, wait: SOON, deadline });
  }
}

function released(reply: string, { at, wait, deadline }: { at: number; wait: number; deadline: number }): LetterResult {
  return at > deadline
    ? { state: 'failed', reply, at }
    : { state: 'pending', why: 'released', reply, at, nextAt: at + wait };
}

/** The reader's own, where the letter is to a reader who chose one. */
function languageOf({ payload }: Letter): string | undefined {
  return typeof payload['language'] === 'string' ? payload['language'] : undefined;
}

async function writeLetter(deps: LetterSenderDeps, letter: Letter): Promise<OutgoingMessage> {
  const newsroom = await deps.newsletters.newsroom();
  const from = parseMailbox(newsroom.mailFrom);
  if (from === undefined) throw new Error(`"${newsroom.mailFrom}" in the newsroom's settings is no address.`);
  const spoken = { ...newsroom, language: languageOf(letter) ?? newsroom.language };
  const { subject, html, text } = await deps.renderer.render(letter.kind, spoken, await letterView(deps, letter));
  const identity = deps.tokens.digest('letter', letter.id);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const { address, utf8 } = readAddress(letter.recipient);
  const bytes = await deps.composer.compose({
    from,
    to: address,
    replyTo: newsroom.replyTo === null ? null : (parseMailbox(newsroom.replyTo) ?? null),
    subject,
    date: letter.createdAt,
    messageId: `<${identity}@${domain}>`,
    boundary: identity,
    headers: [
      // RFC 3834: no vacation answer, please; the second is Exchange's word for it.
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
    ],
    html,
    text,
  });
  return {
    envelopeFrom: from.address,
    envelopeTo: address,
    bytes: deps.signer === null ? bytes : await deps.signer.sign(bytes),
    ...(utf8 ? { smtpUtf8: true } : {}),
  };
}
