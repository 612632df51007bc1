import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutgoingMessage, SendOutcome } from '../../delivery/mailer.js';
import { createBody } from './body-stream.js';
import { createPhaseTracker } from './phase-tracker.js';
import { oneLine, readSmtpError, type SmtpError } from './read-error.js';
import type { Relay } from './relay-url.js';
import type { SmtpTiming } from './timing.js';

/** One logged-in SMTP session. */
export interface RelayConnection {
  /** Sends one message; never throws. Not to be called again before the outcome is there. */
  send(message: OutgoingMessage, beforeBody: () => void): Promise<SendOutcome>;
  /** Ready for another message; false once the session is of no more use. */
  usable(): boolean;
  /** Says QUIT and closes. */
  quit(): void;
}

export type Opened =
  { readonly ok: true; readonly connection: RelayConnection } | { readonly ok: false; readonly outcome: SendOutcome };

/** Connects, negotiates TLS and logs in; the fault as an outcome that says nothing was sent. */
export async function openConnection(relay: Relay, timing: SmtpTiming): Promise<Opened> {
  const phases = createPhaseTracker();
  const smtp = new SMTPConnection({
    ...connectionOptions(relay, timing),
    transactionLog: true,
    logger: transactionLogger(phases),
  });
  const failure = await connectAndLogIn(smtp, relay, timing);
  if (failure === undefined) return { ok: true, connection: wrap(smtp, { phases, timing }) };
  const phase = failure.command?.startsWith('AUTH') === true || failure.code === 'EAUTH' ? 'auth' : phases.current();
  smtp.close();
  return { ok: false, outcome: readSmtpError(failure, { phase, answered: phase, taken: false }) };
}

function connectionOptions(relay: Relay, timing: SmtpTiming) {
  return {
    host: relay.host,
    port: relay.port,
    secure: relay.tls === 'implicit',
    requireTLS: relay.tls === 'required',
    ignoreTLS: relay.tls === 'none',
    tls: { rejectUnauthorized: relay.tls !== 'offered' },
    connectionTimeout: timing.beforeDot,
    greetingTimeout: timing.beforeDot,
    dnsTimeout: timing.beforeDot,
    // Our own timers end a send; this one only ends a session nobody waits for.
    socketTimeout: timing.afterDot + timing.beforeDot,
    // close() destroys: it must not flush what is left of a message that was given up.
    socketCloseTimeout: 0,
  };
}

type Tracker = ReturnType<typeof createPhaseTracker>;
const ignore = () => {};

/** Nodemailer tells of commands and replies through its log, passwords masked; nothing of it is kept. */
function transactionLogger(phases: Tracker) {
  const follow = (entry: unknown, line?: unknown) => {
    const tnx = (entry as { tnx?: string } | undefined)?.tnx;
    if (tnx === 'client') phases.command(String(line));
    if (tnx === 'server') phases.answered();
  };
  const connected = (entry: unknown, line?: unknown) => {
    const told = entry as { tnx?: string } | undefined;
    if (told?.tnx === 'network' && String(line).includes('established')) phases.connected();
  };
  return { level: ignore, trace: ignore, debug: follow, info: connected, warn: ignore, error: ignore, fatal: ignore };
}

async function connectAndLogIn(smtp: SMTPConnection, relay: Relay, timing: SmtpTiming): Promise<SmtpError | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(new Error('The relay did not get ready in time')), timing.beforeDot);
    const finish = (error?: SmtpError) => {
      clearTimeout(timer);
      resolve(error);
    };
    smtp.on('error', (error: SmtpError) => finish(error));
    smtp.once('end', () => finish(new Error('The relay closed the connection')));
    smtp.connect((error) => {
      if (error !== undefined || relay.login === null) return finish(error);
      if (!smtp.allowsAuth)
        return finish(
          Object.assign(new Error('The relay offers no login, but SMTP_URL has a user'), { command: 'AUTH' }),
        );
      smtp.login({ ...relay.login }, (failure) => finish(failure ?? undefined));
    });
  });
}

interface Session {
  readonly phases: Tracker;
  readonly timing: SmtpTiming;
}

function wrap(smtp: SMTPConnection, session: Session): RelayConnection {
  let sent = 0;
  let usable = true;
  smtp.once('end', () => {
    usable = false;
  });
  const drop = () => {
    usable = false;
    smtp.close();
  };
  return {
    send: async (message, beforeBody) => {
      sent += 1;
      const { outcome, clean } = await transact(smtp, session, { message, beforeBody });
      if (!clean || !usable) drop();
      else if (sent >= session.timing.messagesPerConnection) quit(smtp);
      else if (outcome.kind === 'refused' && outcome.phase !== 'dot') usable = await reset(smtp, session.timing);
      if (sent >= session.timing.messagesPerConnection) usable = false;
      return outcome;
    },
    usable: () => usable && !smtp.destroyed,
    quit: () => {
      usable = false;
      quit(smtp);
    },
  };
}

/** One transaction. `clean` when the session may carry another. */
async function transact(
  smtp: SMTPConnection,
  { phases, timing }: Session,
  { message, beforeBody }: { message: OutgoingMessage; beforeBody: () => void },
): Promise<{ outcome: SendOutcome; clean: boolean }> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const wait = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => fail(new Error(`No answer within ${milliseconds} ms`)), milliseconds);
    };
    const body = createBody(message.bytes, { before: beforeBody, onTaken: () => wait(timing.afterDot) });
    const settle = (outcome: SendOutcome, clean: boolean) => {
      clearTimeout(timer);
      resolve({ outcome, clean });
    };
    const fail = (error: SmtpError) => {
      const outcome = readSmtpError(error, {
        phase: phases.current(),
        answered: phases.lastAnswered(),
        taken: body.taken(),
      });
      const answered = outcome.kind === 'refused' && outcome.code !== 421;
      settle(outcome, answered && body.begun() === body.taken());
    };
    wait(timing.beforeDot);
    const envelope = { from: message.envelopeFrom, to: message.envelopeTo, size: message.bytes.length };
    smtp.send(envelope, body.stream, (error, info) => {
      if (error) return fail(error);
      const reply = oneLine(info?.response ?? '');
      // An acceptance before the end of the body is no answer to it.
      if (!body.taken())
        settle({ kind: 'broken', phase: 'data', dotWritten: true, reason: `Early answer: ${reply}` }, false);
      else settle({ kind: 'accepted', code: Number.parseInt(reply, 10) || 250, reply }, true);
    });
  });
}

async function reset(smtp: SMTPConnection, timing: SmtpTiming): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), timing.beforeDot);
    const finish = (usable: boolean) => {
      clearTimeout(timer);
      if (!usable) smtp.close();
      resolve(usable);
    };
    smtp.once('end', () => finish(false));
    smtp.reset((error) => finish(!error));
  });
}

/** Milliseconds a relay may take to answer QUIT. */
const GOODBYE = 2_000;

function quit(smtp: SMTPConnection): void {
  if (smtp.destroyed) return;
  smtp.quit();
  setTimeout(() => smtp.close(), GOODBYE).unref();
}
