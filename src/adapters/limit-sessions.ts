import type { Server, Socket } from 'node:net';

/** Ends each connection of a server after so many milliseconds, however busy it keeps itself, with these last words. */
export function limitSessions(server: Server, { longest, words }: { longest: number; words: string }): void {
  server.on('connection', (socket: Socket) => {
    const timer = setTimeout(() => {
      socket.write(words);
      socket.destroySoon();
    }, longest);
    socket.once('close', () => clearTimeout(timer));
  });
}
