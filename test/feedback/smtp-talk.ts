import { connect } from 'node:net';

/** A bare SMTP client: says one line at a time and returns each whole answer, the greeting first. */
export async function smtpTalk(port: number, commands: readonly (string | Buffer)[]): Promise<string[]> {
  const socket = connect({ port, host: '127.0.0.1' });
  const answers: string[] = [];
  let text = '';
  let wake: (() => void) | undefined;
  socket.on('data', (chunk) => {
    text += chunk.toString();
    wake?.();
  });
  socket.on('close', () => wake?.());
  socket.on('error', () => wake?.());

  async function answer(): Promise<string> {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(text);
      if (whole !== null) {
        text = text.slice(whole[0].length);
        return whole[0].trim();
      }
      if (socket.destroyed) return text.trim() || '(closed)';
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  try {
    answers.push(await answer());
    for (const command of commands) {
      socket.write(typeof command === 'string' ? `${command}\r\n` : command);
      answers.push(await answer());
    }
    return answers;
  } finally {
    socket.destroy();
  }
}

/** The body of a message as DATA wants it: dots doubled, ended by the final dot. */
export const dataOf = (raw: Buffer): Buffer =>
  Buffer.concat([Buffer.from(raw.toString('latin1').replace(/^\./gm, '..'), 'latin1'), Buffer.from('\r\n.\r\n')]);

/** Waits until `look` returns something true; fails after five seconds. */
export async function until<T>(look: () => Promise<T> | T): Promise<T> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error('Waited five seconds in vain.');
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
