import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SendOutcome } from '../../delivery/mailer.js';
import { adoptSocket, type Heard, type Session } from './adopt-socket.js';
import { createPhaseTracker, type PhaseTracker } from './phase-tracker.js';
import { readSmtpError, type SmtpError } from './read-error.js';
import { openTunnel } from './open-tunnel.js';
import { loginFor } from './login-for.js';
import type { Relay } from './relay-url.js';
import type { SmtpTiming } from './timing.js';

export type Opened =
  { readonly ok: true; readonly session: Session } | { readonly ok: false; readonly outcome: SendOutcome };

/** Opens sessions at one relay, which share their access token where it wants one. */
export function createSessionOpener(relay: Relay, timing: SmtpTiming): () => Promise<Opened> {
  const login = loginFor(relay.login, timing);
  return async () => openSession(relay, { timing, login });
}

interface Way {
  readonly timing: SmtpTiming;
  readonly login: SMTPConnection.AuthenticationType | null;
}

/** Connects, negotiates TLS and logs in; the fault as an outcome that says nothing was sent. Never throws. */
async function openSession(relay: Relay, way: Way): Promise<Opened> {
  const tunnel = relay.proxy === null ? {} : await openTunnel(relay.proxy, relay, way.timing);
  if (tunnel instanceof Error) return { ok: false, outcome: readSmtpError(tunnel, 'connect') };
  const phases = createPhaseTracker();
  const smtp = new SMTPConnection({
    ...connectionOptions(relay, way.timing),
    ...tunnel,
    transactionLog: true,
    logger: transactionLogger(phases),
  });
  const ready = await connectAndLogIn(smtp, way, () => phases.heard());
  if ('socket' in ready) return { ok: true, session: relay.chunking ? ready : withoutChunking(ready) };
  const phase = ready.command?.startsWith('AUTH') === true || ready.code === 'EAUTH' ? 'auth' : phases.current();
  smtp.close();
  return { ok: false, outcome: readSmtpError(ready, phase) };
}

const withoutChunking = (session: Session): Session => ({
  ...session,
  offers: { ...session.offers, chunking: false },
});

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
    socketCloseTimeout: 0,
  };
}

const ignore = () => {};

/** Nodemailer tells of commands and replies through its log, passwords masked; nothing of it is kept. */
function transactionLogger(phases: PhaseTracker) {
  const follow = (entry: unknown, line?: unknown) => {
    const tnx = (entry as { tnx?: string } | undefined)?.tnx;
    if (tnx === 'client') phases.command(String(line));
    if (tnx === 'server') phases.answered(String(line));
  };
  const connected = (entry: unknown, line?: unknown) => {
    const told = entry as { tnx?: string } | undefined;
    if (told?.tnx === 'network' && String(line).includes('established')) phases.connected();
  };
  return { level: ignore, trace: ignore, debug: follow, info: connected, warn: ignore, error: ignore, fatal: ignore };
}

async function connectAndLogIn(
  smtp: SMTPConnection,
  { timing, login }: Way,
  heard: () => Heard,
): Promise<Session | SmtpError> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(new Error('The relay did not get ready in time')), timing.beforeDot);
    const finish = (error: SmtpError | null | undefined) => {
      clearTimeout(timer);
      resolve(error ?? adopt(smtp, heard()));
    };
    smtp.on('error', (error: SmtpError) => finish(error));
    smtp.once('end', () => finish(new Error('The relay closed the connection')));
    smtp.connect((error) => {
      if (error !== undefined || login === null) return finish(error);
      if (!smtp.allowsAuth)
        return finish(
          Object.assign(new Error('The relay offers no login, but SMTP_URL has a user'), { command: 'AUTH' }),
        );
      smtp.login({ ...login }, (failure) => finish(failure));
    });
  });
}

function adopt(smtp: SMTPConnection, heard: Heard): Session | SmtpError {
  try {
    return adoptSocket(smtp, heard);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
