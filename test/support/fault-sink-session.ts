import type { Socket } from 'node:net';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import { createSinkInput, type SinkInput } from './fault-sink-input.js';
import type { SinkEnd } from './fault-sink-log.js';
import type { SinkFault, SinkPoint, SinkScript } from './fault-sink-script.js';
import { createSinkWire, type SinkWire } from './fault-sink-wire.js';

/** A final dot or a whole last chunk, before its answer. */
export interface SinkDot {
  readonly session: number;
  readonly rcpt: string;
  readonly from: string;
  readonly replied: string | null;
  /** As it came: dot-stuffed after DATA, as it is after BDAT. */
  readonly body: Buffer;
  readonly stuffed: boolean;
}

export interface SessionOptions {
  readonly session: number;
  readonly script: SinkScript;
  readonly onMail: () => void;
  /** The answer waits for it. */
  readonly onDot: (dot: SinkDot) => Promise<void> | undefined;
  readonly onFault: (point: SinkPoint, fault: SinkFault) => void;
  readonly onEnd: (end: SinkEnd) => void;
  readonly extensions: readonly string[];
  /** `user:pass`; everything else is refused with 535. */
  readonly login: string | undefined;
  /** Offers STARTTLS with this key and certificate. */
  readonly tls: TLSSocketOptions | undefined;
  /** Messages a client may have under way: so many answers it may not have read when the connection breaks. */
  readonly underWay: number;
  /** Bytes a second it takes from the client; as fast as they come unless told. */
  readonly readRate: number | undefined;
}

/** What is known of the client, and survives STARTTLS except for the login. */
interface Talk {
  from: string;
  rcpt: string;
  transaction: number;
  mail: boolean;
  data: boolean;
  /** Bytes of the chunk that is awaited. */
  chunk: number | undefined;
  midBody: boolean;
  loggedIn: boolean;
  secure: boolean;
  /** Recipients of the last messages that were answered, as many as a client may have under way, and of the next one. */
  answered: readonly string[];
  asked: string;
}

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

interface Conversation {
  readonly options: SessionOptions;
  readonly talk: Talk;
  readonly wire: SinkWire;
  readonly startTls: () => void;
}

const faultOf = ({ options, talk }: Conversation, point: SinkPoint): SinkFault | undefined => {
  const { session, script, onFault } = options;
  const fault = script({ point, session, transaction: talk.transaction, from: talk.from, rcpt: talk.rcpt });
  if (fault !== undefined) onFault(point, fault);
  return fault;
};

/** Answers, or does what the script says instead. `answered` when the client got the usual answer. */
async function answer(conversation: Conversation, point: SinkPoint, line: string): Promise<'answered' | 'faulted'> {
  const { wire } = conversation;
  const fault = faultOf(conversation, point);
  if (fault === undefined) {
    wire.answer(line);
    return 'answered';
  }
  const goesOn = await wire.play(fault, line);
  return goesOn && fault.do !== 'reply' ? 'answered' : 'faulted';
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

async function greetBack(conversation: Conversation): Promise<void> {
  const { options, talk } = conversation;
  const offers = [
    ...options.extensions,
    ...(options.tls === undefined || talk.secure ? [] : ['STARTTLS']),
    ...(options.login === undefined ? [] : ['AUTH PLAIN']),
  ];
  const lines = ['sink', ...offers].map((text, i) => `250${i === offers.length ? ' ' : '-'}${text}`);
  await answer(conversation, 'ehlo', lines.join('\r\n'));
}

type Command = (conversation: Conversation, line: string) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  EHLO: greetBack,
  HELO: greetBack,
  STAR: async (conversation) => {
    const { wire, startTls, options } = conversation;
    if (options.tls === undefined) return wire.answer('502 5.5.1 STARTTLS is not offered');
    if ((await answer(conversation, 'starttls', '220 2.0.0 go ahead')) !== 'answered') return;
    const fault = faultOf(conversation, 'handshake');
    if (fault !== undefined && !(await wire.play(fault, ''))) return;
    wire.flush();
    startTls();
  },
  AUTH: async (conversation, line) => {
    const given = Buffer.from(line.split(' ')[2] ?? '', 'base64')
      .toString()
      .split('\0')
      .slice(1)
      .join(':');
    const right = given === conversation.options.login;
    const said = await answer(
      conversation,
      'auth',
      right ? '235 2.7.0 ok' : '535 5.7.8 Authentication credentials invalid',
    );
    conversation.talk.loggedIn = right && said === 'answered';
  },
  MAIL: async (conversation, line) => {
    const { talk, options, wire } = conversation;
    if (talk.mail) return wire.answer('503 5.5.1 nested MAIL');
    options.onMail();
    Object.assign(talk, { from: addressIn(line), rcpt: '', mail: false, transaction: talk.transaction + 1 });
    if (options.login !== undefined && !talk.loggedIn) return wire.answer('530 5.7.0 Authentication required');
    talk.mail = (await answer(conversation, 'mail', '250 2.1.0 ok')) === 'answered';
  },
  RCPT: async (conversation, line) => {
    const { talk, wire } = conversation;
    if (!talk.mail) return wire.answer('503 5.5.1 MAIL first');
    talk.rcpt = addressIn(line);
    if ((await answer(conversation, 'rcpt', '250 2.1.5 ok')) !== 'answered') talk.rcpt = '';
  },
  DATA: async (conversation) => {
    const { talk, wire } = conversation;
    if (talk.rcpt === '') return wire.answer('503 5.5.1 no valid recipients');
    talk.asked = talk.rcpt;
    talk.data = (await answer(conversation, 'data', '354 go on')) === 'answered';
    talk.midBody = false;
    if (!talk.data && wire.ended() === undefined) talk.asked = '';
  },
  BDAT: async ({ talk, wire, options }, line) => {
    const size = /^BDAT (\d+) LAST$/i.exec(line)?.[1];
    if (size === undefined || !options.extensions.includes('CHUNKING')) {
      // What follows is no command.
      wire.answer('521 5.5.4 BDAT is not understood');
      return wire.close();
    }
    Object.assign(talk, { chunk: Number(size), midBody: false, asked: talk.rcpt });
  },
  RSET: async ({ talk, wire }) => {
    Object.assign(talk, { mail: false, rcpt: '' });
    wire.answer('250 2.0.0 ok');
  },
  QUIT: async ({ talk, wire }) => {
    wire.answer('221 2.0.0 bye');
    Object.assign(talk, { answered: [], asked: '' });
    wire.close();
  },
};

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

const addressIn = (line: string): string => /<(.*?)>/.exec(line)?.[1] ?? '';
