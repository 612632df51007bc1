import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PRESSRUN = fileURLToPath(new URL('../../src/bootstrap/pressrun.mjs', import.meta.url));

test('a command whose reader has gone, as behind `| head -1`, ends without a word', async () => {
  const command = spawn(process.execPath, [PRESSRUN, 'inspect', 'reply'], { stdio: 'pipe' });
  command.stdout.destroy();
  command.stdin.end('550 5.1.1 User unknown\n452 4.2.2 Mailbox full\n');
  const [said, [code]] = await Promise.all([text(command.stderr), once(command, 'close')]);
  expect({ said, code }).toEqual({ said: '', code: 0 });
});
