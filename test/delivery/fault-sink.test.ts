import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readSinkLog } from '../support/fault-sink-log.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-sink-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the sink runs from the command line and has logged a dot before its answer arrives', async () => {
  const file = join(folder, 'sink.log');
  const script = fileURLToPath(new URL('../support/sink-command.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, '--json', '--log', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString();
    if (heard.includes('taken as') && !heard.includes('221')) socket.write('QUIT\r\n');
  });
  socket.write(
    [
      'EHLO me',
      'MAIL FROM:<b-1@x.example>',
      'RCPT TO:<r@y.example>',
      'DATA',
      'Message-ID: <7@x>',
      'X-Pressrun-Delivery: d7',
      '',
      '..hi',
      '.',
      '',
    ].join('\r\n'),
  );
  await once(socket, 'close');
  expect(heard).toContain('250 2.0.0 taken as 1.1');
  expect(readSinkLog(file)).toMatchObject([
    {
      messageId: '<7@x>',
      deliveryHeader: 'd7',
      rcpt: 'r@y.example',
      from: 'b-1@x.example',
      replied: '250 2.0.0 taken as 1.1',
    },
  ]);
  child.kill('SIGTERM');
  await ended;
});
