import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SinkFault } from './fault-sink-script.js';

/** The answering side of a session. */
export interface SinkWire {
  /** Answers wait for `flush`, so that those to one chunk of commands leave in one write. */
  answer(line: string): void;
  flush(): void;
  /** Plays a fault in place of the answer. True when the session goes on. */
  play(fault: SinkFault, answer: string): Promise<boolean>;
  close(): void;
  /** `cut` or `stalled` by the sink, `quit` by the client. Undefined while the session goes on. */
  ended(): 'cut' | 'stalled' | 'quit' | undefined;
}

export function createSinkWire(socket: Socket): SinkWire {
  let waiting = '';
  let end: ReturnType<SinkWire['ended']>;
  const flush = () => {
    if (waiting !== '' && socket.writable) socket.write(waiting);
    waiting = '';
  };
  const answer = (line: string) => {
    if (end === undefined && line !== '') waiting += `${line}\r\n`;
  };
  const cut = (how: 'fin' | 'rst'): false => {
    flush();
    end = 'cut';
    if (how === 'rst') socket.resetAndDestroy();
    else socket.end();
    return false;
  };
  const trickle = async (text: string, milliseconds: number) => {
    for (const letter of text) {
      if (!socket.writable) return;
      socket.write(letter);
      await sleep(milliseconds, undefined, { ref: false });
    }
  };
  return {
    answer,
    flush,
    ended: () => end,
    close: () => {
      flush();
      end = 'quit';
      socket.end();
    },
    play: async (fault, usual) => {
      flush();
      switch (fault.do) {
        case 'fin':
        case 'rst':
          return cut(fault.do);
        case 'stall':
          end = 'stalled';
          return false;
        case 'partial':
          await written(socket, fault.line);
          return cut(fault.cut ?? 'fin');
        case 'slow':
          await sleep(fault.milliseconds, undefined, { ref: false });
          answer(usual);
          return true;
        case 'hold':
          await fault.until;
          answer(usual);
          return true;
        case 'trickle':
          await trickle(`${usual}\r\n`, fault.milliseconds);
          return true;
        case 'reply':
        default:
          answer(fault.line);
          return fault.line.startsWith('421') ? cut('fin') : true;
      }
    },
  };
}

/** Once it is on its way: a reset throws away what is not. */
const written = async (socket: Socket, text: string): Promise<void> =>
  new Promise((resolve) => {
    socket.write(text, () => resolve());
  });
