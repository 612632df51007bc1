import { CHUNK } from './say.js';
import { type ChunkStep, type ChunkTalk, type Parcel, watch } from './chunk-talk.js';
import { writeEnvelope, type Commands } from './envelope.js';
import { frameChunk } from './frame-chunk.js';
import type { Job } from './job.js';

/** Says all that may be said now. */
export function sayChunks(talk: ChunkTalk): void {
  if (talk.over || talk.wire.gone()) return;
  const open = talk.parcels.at(-1);
  if (open !== undefined && !open.whole) writeOn(talk, open);
  while (wantsMessage(talk)) {
    const job = talk.source.next();
    if (job === undefined) break;
    take(talk, job);
  }
  if (talk.taken >= talk.timing.messagesPerConnection) talk.leaving = true;
  if (talk.leaving) sayQuit(talk);
}

/** May be given a message, which it then takes at once. */
export function wantsMessage({ over, leaving, closing, parcels, taken, window, timing, wire }: ChunkTalk): boolean {
  if (over || leaving || closing || taken >= timing.messagesPerConnection || wire.gone() || wire.full()) return false;
  return parcels.length < window && parcels.at(-1)?.whole !== false;
}

function take(talk: ChunkTalk, job: Job): void {
  const commands = writeEnvelope(job.message, talk.offers);
  if ('kind' in commands) return job.settle(commands);
  const chunk = begin(job);
  if (chunk === undefined) return;
  const parcel: Parcel = {
    job,
    reused: talk.taken > 0,
    chunk,
    written: 0,
    whole: false,
    end: Infinity,
    refusal: undefined,
  };
  talk.taken += 1;
  talk.parcels.push(parcel);
  sayParcel(talk, parcel, commands);
}

/** Undefined when the message must not be begun: nothing of it was said. */
function begin(job: Job): Buffer | undefined {
  try {
    const chunk = frameChunk(job.message);
    job.beforeBody();
    return chunk;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    job.settle({ kind: 'broken', phase: 'data', dotWritten: false, reason });
    return undefined;
  }
}

function sayParcel(talk: ChunkTalk, parcel: Parcel, { mail, rcpt }: Commands): void {
  const { expected } = talk;
  // RFC 3030 4.2: a refused chunk leaves a transaction in which the next MAIL is nested (Exim 4.98) and the next
  // recipient would get that message too. Whether one will be refused is not known yet. The answer to RSET also tells
  // whether the server still counts as we do.
  const reset: readonly ChunkStep[] = talk.unclean || talk.parcels.length > 1 ? [{ asks: 'reset' }] : [];
  talk.unclean = false;
  expected.push(...reset, { asks: 'mail', parcel }, { asks: 'rcpt', parcel }, { asks: 'chunk', parcel });
  const commands = `${reset.length > 0 ? 'RSET\r\n' : ''}${mail}${rcpt}BDAT ${parcel.chunk.length} LAST\r\n`;
  writeOn(talk, parcel, Buffer.from(commands));
}

/** As much of the chunk as the socket takes; `before` it in the same system call. */
function writeOn(talk: ChunkTalk, parcel: Parcel, before?: Buffer): void {
  const { wire } = talk;
  let head = before === undefined ? [] : [before];
  while (parcel.chunk.length - parcel.written > CHUNK) {
    if (head.length === 0 && wire.full()) return watch(talk);
    wire.write([...head, parcel.chunk.subarray(parcel.written, (parcel.written += CHUNK))]);
    head = [];
  }
  if (head.length === 0 && wire.full()) return watch(talk);
  const last = parcel.written === 0 ? parcel.chunk : parcel.chunk.subarray(parcel.written);
  parcel.written = parcel.chunk.length;
  parcel.whole = true;
  parcel.end = wire.write([...head, last]);
  watch(talk);
}

function sayQuit(talk: ChunkTalk): void {
  if (talk.quitSaid || talk.closing || talk.parcels.at(-1)?.whole === false) return;
  talk.quitSaid = true;
  talk.wire.write([Buffer.from('QUIT\r\n')]);
  talk.expected.push({ asks: 'quit' });
  if (talk.expected.length === 1) watch(talk);
}
