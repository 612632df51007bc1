import { createHash } from 'node:crypto';
import type { Clock } from '../kernel/clock.js';
import type { Tokens } from '../kernel/token.js';
import type { HookStore } from './hooks/hook-store.js';
import { readMail } from './read-mail.js';
import { readReturnAddress } from './return-address.js';
import type { InboundRoom } from './room.js';

/** What became of a mail in the bounce mailbox. `unknown`: a person should look at it. */
export type MailboxMail = 'handled' | 'unknown';

export interface ReadMailboxDeps {
  readonly inbound: InboundRoom;
  readonly seen: Pick<HookStore, 'isSeen' | 'markSeen'>;
  readonly tokens: Tokens;
  readonly bounceDomain: string;
  readonly clock: Clock;
}

const SOURCE = 'imap';

/** Takes a mail that lies in a mailbox, where the envelope is gone and the header must do. The same bytes count once. */
export function createMailboxTaker(deps: ReadMailboxDeps): (raw: Uint8Array) => Promise<MailboxMail> {
  const { inbound, seen, clock } = deps;
  return async (raw) => {
    const key = createHash('sha256').update(raw).digest('hex');
    if (await seen.isSeen(SOURCE, key)) return 'handled';
    const header = readHeader(raw);
    const address = addressIn(deps, header);
    const addresses = address === undefined ? await returnedAddresses(deps, raw) : [address];
    const envelopeFrom = senderIn(header);
    const results = await Promise.all(
      addresses.map(async (envelopeTo) => inbound.receive({ envelopeFrom, envelopeTo, raw })),
    );
    if (results.length === 0 || results.some((result) => result !== 'noted')) return 'unknown';
    await seen.markSeen(SOURCE, key, clock.now());
    return 'handled';
  };
}

type Header = readonly (readonly [name: string, value: string])[];

const MAX_HEADER = 64 * 1024;

/** The lines of the header, folded ones joined; whatever kind of line ends they have. */
function readHeader(raw: Uint8Array): Header {
  const text = Buffer.from(raw.subarray(0, MAX_HEADER)).toString('latin1').replace(/\r\n?/g, '\n');
  const end = text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ');
  return head.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, Math.max(0, colon)).toLowerCase(), line.slice(colon + 1).trim()];
  });
}

/** Where mail servers note whom a mail came for. Others, as List-Unsubscribe of a copy of ours, stand for nobody's wish. */
const RECIPIENT_FIELDS: ReadonlySet<string> = new Set([
  'delivered-to',
  'x-delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'to',
  'cc',
]);

function addressIn(deps: ReadMailboxDeps, header: Header): string | undefined {
  const values = header.filter(([name]) => RECIPIENT_FIELDS.has(name)).map(([, value]) => value);
  const addresses = values.flatMap((value) => value.match(/[bu]-[0-9a-z]+@[a-z0-9.-]+/gi) ?? []);
  return addresses.find((address) => readReturnAddress(address, deps) !== undefined);
}

/** Of a report to a plain mailbox: each mail it returns carries our token, and some services put several into one report. */
async function returnedAddresses(deps: ReadMailboxDeps, raw: Uint8Array): Promise<readonly string[]> {
  const mail = await readMail(raw);
  const returned = mail.parts.filter(({ type }) => /rfc822/.test(type)).map(({ text }) => text);
  const tokens = returned.flatMap((text) => /^X-Pressrun-Delivery:\s*([0-9a-z]+)/im.exec(text)?.[1] ?? []);
  return [...new Set(tokens.map((token) => `b-${token.toLowerCase()}@${deps.bounceDomain}`))].filter(
    (address) => readReturnAddress(address, deps) !== undefined,
  );
}

/** RFC 5321 4.4: the server that puts a mail into a mailbox notes the sender of the envelope; `<>` is the null sender. */
function senderIn(header: Header): string {
  const value = (name: string) => header.find(([field]) => field === name)?.[1];
  const noted = value('return-path') ?? value('from') ?? 'unknown';
  return (/<([^<>]*)>/.exec(noted)?.[1] ?? noted).trim();
}
