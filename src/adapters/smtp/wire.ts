import type { Session } from './adopt-socket.js';
import { createReplyReader, type Reply } from './reply-reader.js';

/** A session's socket, in answers instead of bytes. */
export interface Wire {
  /** Hands all pieces to the socket in one system call. @returns how many octets were handed over by now */
  write(pieces: readonly Uint8Array[]): number;
  /** More than the socket wants to hold is waiting in it. */
  full(): boolean;
  /** How many octets went on: those left wait in the socket. */
  flushed(): number;
  /** Nothing can be written any more; `broken` is about to be told. */
  gone(): boolean;
  /** Cuts the connection: what waits in it is not written any more, and nothing is told any more. */
  cut(): void;
}

export interface WireEvents {
  answer(reply: Reply): void;
  /** All answers that came together have been told. */
  heard(): void;
  drained(): void;
  /** Told once. The connection is cut. */
  broken(reason: string): void;
}

export function createWire({ socket, early }: Session, events: WireEvents): Wire {
  let over = false;
  let handed = 0;
  const reader = createReplyReader((reply) => {
    if (!over) events.answer(reply);
  });
  const cut = () => {
    over = true;
    socket.destroy();
  };
  const breakOff = (reason: string) => {
    if (over) return;
    const rest = reader.rest();
    if (rest !== undefined) events.answer(rest);
    if (over) return;
    cut();
    events.broken(reason);
  };
  const take = (chunk: Buffer) => {
    if (over) return;
    const fault = reader.take(chunk);
    if (fault !== undefined) breakOff(fault);
    else if (!over) events.heard();
  };
  socket.on('error', (error) => breakOff(error.message));
  socket.on('end', () => breakOff('The relay closed the connection'));
  socket.on('close', () => breakOff('The relay closed the connection'));
  socket.on('drain', () => {
    if (!over) events.drained();
  });
  socket.on('data', take);
  if (early.length > 0) setImmediate(take, early);
  return {
    write: (pieces) => {
      if (over) return handed;
      if (pieces.length > 1) socket.cork();
      for (const piece of pieces) {
        handed += piece.length;
        socket.write(piece);
      }
      if (pieces.length > 1) socket.uncork();
      return handed;
    },
    gone: () => !socket.writable,
    flushed: () => handed - socket.writableLength,
    full: () => socket.writableNeedDrain,
    cut,
  };
}
