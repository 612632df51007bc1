import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { MINUTE, SECOND } from '../kernel/clock.js';
import type { MailboxMail } from '../feedback/read-mailbox.js';
import type { Logger } from '../kernel/logger.js';
import type { ImapSettings } from './imap-url.js';

export interface ImapReaderDeps {
  readonly settings: ImapSettings;
  /** Resolves after the commit; a mail that throws stays where it is. */
  readonly take: (raw: Uint8Array) => Promise<MailboxMail>;
  readonly logger: Logger;
  /** Milliseconds before the first new try; doubled with each. */
  readonly firstWait?: number;
}

export interface ImapReader {
  close(): Promise<void>;
}

/** What a report says stands before the mail it returns. */
const KEEP_BYTES = 512 * 1024;
const AT_ONCE = 50;
const LONGEST_WAIT = 5 * MINUTE;

/**
 * Reads the bounce mailbox for ever: what lies there, then whatever comes (IDLE), and every `poll` milliseconds in case
 * nobody told. A mail is moved after what it said is committed, so a crash reads it twice and counts it once.
 */
export function createImapReader(deps: ImapReaderDeps): ImapReader {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = readForEver(deps, signal);
  return {
    close: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function readForEver(deps: ImapReaderDeps, signal: AbortSignal): Promise<void> {
  const firstWait = deps.firstWait ?? SECOND;
  let wait = firstWait;
  while (!signal.aborted) {
    try {
      await readWhileConnected(deps, signal, () => {
        wait = firstWait;
      });
    } catch (error) {
      if (signal.aborted) return;
      deps.logger.warn('imap.failed', { error: reasonOf(error), retryInSeconds: wait / SECOND });
      await sleep(wait, undefined, { signal }).catch(() => {});
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
}

/** One connection, until it breaks or the reader stops. Rejects when it breaks. */
async function readWhileConnected(deps: ImapReaderDeps, signal: AbortSignal, worked: () => void): Promise<void> {
  const { settings } = deps;
  const client = connectionTo(settings);
  const broken = new AbortController();
  client.on('error', () => broken.abort());
  client.on('close', () => broken.abort());
  const end = AbortSignal.any([signal, broken.signal]);
  try {
    await client.connect();
    for (const folder of [settings.handled, settings.unknown]) await client.mailboxCreate(folder);
    // Not a lock: imapflow does not listen (IDLE) while somebody holds one.
    await client.mailboxOpen(settings.folder);
    const news = listenForNews(client);
    while (!end.aborted) {
      await takeAll(client, deps, end);
      worked();
      await news.orAfter(settings.poll, end);
    }
    if (!signal.aborted) throw new Error('The connection was closed.');
  } finally {
    if (broken.signal.aborted) client.close();
    else await client.logout().catch(() => client.close());
  }
}

const connectionTo = ({ host, port, tls, user, pass }: ImapSettings): ImapFlow =>
  new ImapFlow({
    host,
    port,
    secure: tls === 'implicit',
    doSTARTTLS: tls === 'implicit' ? undefined : tls === 'required',
    auth: { user, pass },
    logger: false,
    autoIdleDelay: 100,
  });

/** Remembers what the server told while nobody waited. */
function listenForNews(client: ImapFlow) {
  let told = false;
  let wake: (() => void) | undefined;
  client.on('exists', () => {
    told = true;
    wake?.();
  });
  return {
    /** Resolves when a mail came since the last time, when it is time to look, or at the end. */
    async orAfter(poll: number, end: AbortSignal): Promise<void> {
      const round = new AbortController();
      wake = () => round.abort();
      if (!told) await sleep(poll, undefined, { signal: AbortSignal.any([round.signal, end]) }).catch(() => {});
      told = false;
    },
  };
}

async function takeAll(client: ImapFlow, deps: ImapReaderDeps, end: AbortSignal): Promise<void> {
  for (;;) {
    const found = (await client.search({ all: true }, { uid: true })) || [];
    const uids = found.slice(0, AT_ONCE);
    if (uids.length === 0 || end.aborted) return;
    await takeSome(client, deps, uids);
  }
}

async function takeSome(client: ImapFlow, { settings, take, logger }: ImapReaderDeps, uids: readonly number[]) {
  const range = uids.join(',');
  const mails = await client.fetchAll(range, { source: { start: 0, maxLength: KEEP_BYTES } }, { uid: true });
  const taken = await Promise.all(
    mails.map(async ({ uid, source }) => ({ uid, what: await take(source ?? new Uint8Array()) })),
  );
  for (const [what, folder] of [
    ['handled', settings.handled],
    ['unknown', settings.unknown],
  ] as const) {
    const own = taken.filter((mail) => mail.what === what).map(({ uid }) => uid);
    if (own.length === 0) continue;
    const moved = await client.messageMove(own.join(','), folder, { uid: true });
    if (moved === false) throw new Error(`The mails could not be moved to ${folder}.`);
    logger.info('imap.taken', { what, count: own.length });
  }
  // Somebody else took them away meanwhile; else they would be asked for again and again.
  if (mails.length === 0) throw new Error('The server names mails that it does not give.');
}

/** imapflow says "Command failed" and puts what the server said beside it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const told = 'responseText' in error && typeof error.responseText === 'string' ? ` (${error.responseText})` : '';
  return `${error.message}${told}`;
}
