import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { COMMANDS } from './fault-sink-commands.js';
import { createSinkInput, type SinkInput } from './fault-sink-input.js';
import type { SinkFault } from './fault-sink-script.js';
import { answer, faultOf, type Conversation, type SessionOptions, type SinkDot, type Talk } from './fault-sink-talk.js';
import { createSinkWire, type SinkWire } from './fault-sink-wire.js';

/** Serves one SMTP session. Pipelined commands are taken one after another, a slow answer holds the next one back. */
export function serveSession(socket: Socket, options: SessionOptions): void {
  const talk: Talk = {
    from: '',
    rcpt: '',
    transaction: 0,
    mail: false,
    data: false,
    chunk: undefined,
    midBody: false,
    loggedIn: false,
    secure: false,
    answered: [],
    asked: '',
  };
  const ended = (wire: SinkWire) => () => {
    const unsettled = [...talk.answered, talk.asked].filter((rcpt) => rcpt !== '');
    options.onEnd({ session: options.session, end: wire.ended() ?? 'lost', unsettled });
  };
  const plain = createSinkWire(socket);
  const onPlainEnd = ended(plain);
  const startTls = () => {
    socket.removeAllListeners('data');
    socket.off('close', onPlainEnd);
    const secure = new TLSSocket(socket, { ...options.tls, isServer: true });
    const wire = createSinkWire(secure);
    Object.assign(talk, { secure: true, loggedIn: false, mail: false });
    secure.on('error', () => {});
    secure.once('close', ended(wire));
    talkOver(secure, { options, talk, wire, startTls }, async () => true);
  };
  socket.on('error', () => {});
  socket.once('close', onPlainEnd);
  talkOver(socket, { options, talk, wire: plain, startTls }, greet);
}

async function greet(conversation: Conversation): Promise<boolean> {
  const { wire } = conversation;
  const early = faultOf(conversation, 'connect');
  if (early !== undefined && !(await wire.play(early, ''))) return false;
  await answer(conversation, 'greeting', '220 sink ESMTP');
  wire.flush();
  return wire.ended() === undefined;
}

/** Takes what comes in once `opening` is over. */
function talkOver(
  socket: Socket,
  conversation: Conversation,
  opening: (conversation: Conversation) => Promise<boolean>,
): void {
  const { wire, options } = conversation;
  const input = createSinkInput();
  let busy = true;
  const work = async () => {
    if (busy) return;
    busy = true;
    while (wire.ended() === undefined && (await step(conversation, input)));
    wire.flush();
    busy = false;
  };
  socket.on('data', (chunk: Buffer) => {
    input.push(chunk);
    if (options.readRate !== undefined) rest(socket, (chunk.length / options.readRate) * 1000);
    void work();
  });
  const open = async () => {
    busy = !(await opening(conversation));
    await work();
  };
  void open();
}

/** Reads no more for a while: the client's window fills up. */
function rest(socket: Socket, milliseconds: number): void {
  socket.pause();
  setTimeout(() => socket.resume(), milliseconds).unref();
}

/** Takes one command or body; false when it needs more bytes, or somebody else reads on. */
async function step(conversation: Conversation, input: SinkInput): Promise<boolean> {
  const { talk, wire } = conversation;
  if (talk.data) return takeBody(conversation, input);
  if (talk.chunk !== undefined) return takeChunk(conversation, input, talk.chunk);
  const line = input.line();
  if (line === undefined) return false;
  const command = COMMANDS[line.slice(0, 4).toUpperCase()];
  if (command === undefined) wire.answer('502 5.5.2 unknown command');
  else await command(conversation, line);
  if (talk.data) input.beginBody();
  return !line.toUpperCase().startsWith('STARTTLS');
}

async function takeBody(conversation: Conversation, input: SinkInput): Promise<boolean> {
  const { talk, wire } = conversation;
  if (!talk.midBody) {
    // The 354 must be out before a body can come.
    wire.flush();
    if (!input.bodyBegun()) return false;
    talk.midBody = true;
    const fault = faultOf(conversation, 'mid-body');
    if (fault !== undefined) {
      if (!(await wire.play(fault, ''))) return false;
      if (fault.do === 'reply') {
        talk.data = false;
        return true;
      }
    }
  }
  const body = input.body();
  if (body === undefined) return false;
  talk.data = false;
  await takeMessage(conversation, { body, stuffed: true });
  return true;
}

/** As Exim does: it is read whoever it is for, without a recipient it is refused, and the transaction stays open. */
async function takeChunk(conversation: Conversation, input: SinkInput, length: number): Promise<boolean> {
  const { talk, wire } = conversation;
  if (!talk.midBody && input.bodyBegun()) {
    talk.midBody = true;
    const fault = faultOf(conversation, 'mid-body');
    if (fault !== undefined && !(await wire.play(fault, ''))) return false;
  }
  const body = input.exactly(length);
  if (body === undefined) return false;
  talk.chunk = undefined;
  if (talk.rcpt !== '') await takeMessage(conversation, { body, stuffed: false });
  else wire.answer('503 5.5.1 valid RCPT command must precede BDAT');
  return true;
}

async function takeMessage(
  conversation: Conversation,
  { body, stuffed }: Pick<SinkDot, 'body' | 'stuffed'>,
): Promise<void> {
  const { talk, wire, options } = conversation;
  const { rcpt, from } = talk;
  const fault = faultOf(conversation, 'dot');
  const accepted = `250 2.0.0 taken as ${options.session}.${talk.transaction}`;
  const replied = replyTo(fault, accepted);
  const kept = options.onDot({ session: options.session, rcpt, from, replied, body, stuffed });
  if (kept !== undefined) await kept;
  if (fault === undefined) wire.answer(accepted);
  else await wire.play(fault, accepted);
  if (wire.ended() !== undefined) return;
  Object.assign(talk, { answered: [...talk.answered, rcpt].slice(-options.underWay), asked: '' });
  const after = faultOf(conversation, 'after-reply');
  if (after !== undefined) await wire.play(after, '');
  Object.assign(talk, { mail: false, rcpt: '' });
}

function replyTo(fault: SinkFault | undefined, accepted: string): string | null {
  if (fault?.do === 'reply') return fault.line;
  const answers = fault === undefined || fault.do === 'slow' || fault.do === 'hold' || fault.do === 'trickle';
  return answers ? accepted : null;
}
