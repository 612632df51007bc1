import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { SinkLog } from './fault-sink-log.js';
import type { SinkFault, SinkPoint, SinkScript } from './fault-sink-script.js';

export interface SessionOptions {
  readonly session: number;
  readonly script: SinkScript;
  readonly log: SinkLog;
  readonly extensions: readonly string[];
  /** `user:pass`; everything else is refused with 535. */
  readonly login: string | undefined;
  readonly keep: ((entry: { rcpt: string; raw: Buffer }) => void) | undefined;
}

const END = Buffer.from('\r\n.\r\n');

/** Serves one SMTP session. Pipelined commands are taken one after another, a slow answer holds the next one back. */
export function serveSession(socket: Socket, options: SessionOptions): void {
  const state = { from: '', rcpt: '', transaction: 0, mail: false, data: false, midBody: false, loggedIn: false };
  let buffer = Buffer.alloc(0);
  let busy = true;
  let over = false;

  const moment = (point: SinkPoint) => ({
    point,
    session: options.session,
    transaction: state.transaction,
    from: state.from,
    rcpt: state.rcpt,
  });
  const cut = (how: 'fin' | 'rst') => {
    over = true;
    if (how === 'rst') socket.resetAndDestroy();
    else socket.end();
  };
  const write = (line: string) => {
    if (!over && socket.writable) socket.write(`${line}\r\n`);
  };
  /** Plays a fault in place of the answer. True when the session goes on. */
  const play = async (fault: SinkFault, answer: string): Promise<boolean> => {
    switch (fault.do) {
      case 'fin':
      case 'rst':
        cut(fault.do);
        return false;
      case 'stall':
        over = true;
        return false;
      case 'partial':
        socket.write(fault.line);
        cut('fin');
        return false;
      case 'slow':
        await new Promise((resolve) => {
          setTimeout(resolve, fault.milliseconds).unref();
        });
        write(answer);
        return true;
      case 'reply':
      default:
        write(fault.line);
        if (fault.line.startsWith('421')) cut('fin');
        return !over;
    }
  };
  const answer = async (point: SinkPoint, line: string): Promise<'answered' | 'faulted' | 'over'> => {
    const fault = options.script(moment(point));
    if (fault === undefined) {
      write(line);
      return 'answered';
    }
    const goesOn = await play(fault, line);
    if (!goesOn) return 'over';
    return fault.do === 'slow' ? 'answered' : 'faulted';
  };

  const greetBack = async () => {
    const lines = ['sink', ...options.extensions, ...(options.login === undefined ? [] : ['AUTH PLAIN'])];
    await answer('ehlo', lines.map((text, i) => `250${i === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n'));
  };
  const commands: Readonly<Record<string, (line: string) => Promise<void>>> = {
    EHLO: greetBack,
    HELO: greetBack,
    AUTH: async (line) => {
      const given = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0')
        .slice(1)
        .join(':');
      state.loggedIn = given === options.login;
      write(state.loggedIn ? '235 2.7.0 ok' : '535 5.7.8 Authentication credentials invalid');
    },
    MAIL: async (line) => {
      Object.assign(state, { from: addressIn(line), rcpt: '', mail: false, transaction: state.transaction + 1 });
      if (options.login !== undefined && !state.loggedIn) return write('530 5.7.0 Authentication required');
      state.mail = (await answer('mail', '250 2.1.0 ok')) === 'answered';
    },
    RCPT: async (line) => {
      if (!state.mail) return write('503 5.5.1 MAIL first');
      state.rcpt = addressIn(line);
      if ((await answer('rcpt', '250 2.1.5 ok')) !== 'answered') state.rcpt = '';
    },
    DATA: async () => {
      if (state.rcpt === '') return write('503 5.5.1 no valid recipients');
      if ((await answer('data', '354 go on')) === 'answered') Object.assign(state, { data: true, midBody: false });
    },
    RSET: async () => {
      Object.assign(state, { mail: false, rcpt: '' });
      write('250 2.0.0 ok');
    },
    QUIT: async () => {
      write('221 2.0.0 bye');
      cut('fin');
    },
  };
  const command = async (line: string): Promise<void> => {
    const known = commands[line.slice(0, 4).toUpperCase()];
    if (known === undefined) write('502 5.5.2 unknown command');
    else await known(line);
  };

  const dot = async (raw: Buffer): Promise<void> => {
    state.data = false;
    const { rcpt, from } = state;
    const fault = options.script(moment('dot'));
    const accepted = `250 2.0.0 taken as ${options.session}.${state.transaction}`;
    const replied = fault === undefined || fault.do === 'slow' ? accepted : fault.do === 'reply' ? fault.line : null;
    options.log.append({
      messageId: header(raw, 'message-id'),
      deliveryHeader: header(raw, 'x-pressrun-delivery'),
      rcpt,
      from,
      dotAt: Date.now(),
      replied,
      bytes: raw.length,
      hash: createHash('sha256').update(raw).digest('hex'),
    });
    options.keep?.({ rcpt, raw });
    if (fault === undefined) write(accepted);
    else await play(fault, accepted);
    const after = over ? undefined : options.script(moment('after-reply'));
    if (after !== undefined) await play(after, '');
    Object.assign(state, { mail: false, rcpt: '' });
  };

  /** Takes one step from the buffer; false when it needs more bytes. */
  const step = async (): Promise<boolean> => {
    if (over) return false;
    if (state.data) return body();
    const end = buffer.indexOf('\r\n');
    if (end < 0) return false;
    const line = buffer.subarray(0, end).toString('utf8');
    buffer = buffer.subarray(end + 2);
    await command(line);
    return true;
  };
  const body = async (): Promise<boolean> => {
    if (!state.midBody && buffer.length > 0) {
      state.midBody = true;
      const fault = options.script(moment('mid-body'));
      if (fault !== undefined) {
        await play(fault, '');
        if (over) return false;
        if (fault.do === 'reply') state.data = false;
      }
    }
    const end = buffer.indexOf(END);
    if (end < 0) return false;
    const raw = buffer.subarray(0, end + 2);
    buffer = buffer.subarray(end + END.length);
    await dot(Buffer.from(raw.toString('latin1').replace(/\r\n\.\./g, '\r\n.'), 'latin1'));
    return true;
  };
  const work = async () => {
    if (busy) return;
    busy = true;
    let more = true;
    while (more) more = await step();
    busy = false;
  };

  socket.on('error', () => {
    over = true;
  });
  socket.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    void work();
  });
  const greet = async () => {
    const early = options.script(moment('connect'));
    if (early !== undefined && !(await play(early, ''))) return;
    if ((await answer('greeting', '220 sink ESMTP')) === 'over') return;
    busy = false;
    await work();
  };
  void greet();
}

const addressIn = (line: string): string => /<(.*?)>/.exec(line)?.[1] ?? '';

const header = (raw: Buffer, name: string): string => {
  const head = raw.subarray(0, Math.max(0, raw.indexOf('\r\n\r\n'))).toString('latin1');
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? '';
};
