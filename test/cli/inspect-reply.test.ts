import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PRESSRUN = fileURLToPath(new URL('../../src/bootstrap/pressrun.mjs', import.meta.url));

function run(args: string[], input: string) {
  const { status, stdout } = spawnSync(process.execPath, [PRESSRUN, 'inspect', 'reply', ...args], {
    input,
    encoding: 'utf8',
  });
  return {
    status,
    verdicts: stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object),
  };
}

test('inspect reply judges each line of standard input by the command it answered', () => {
  const rcpt = run(['--json'], '550 5.1.1 User unknown\n452 4.2.2 Mailbox full\n');
  expect(rcpt.status).toBe(0);
  expect(rcpt.verdicts).toMatchObject([
    { reply: '550 5.1.1 User unknown', class: 'hard', scope: 'recipient', action: 'suppress' },
    { class: 'soft', scope: 'recipient', action: 'retry' },
  ]);
  expect(run(['--stage', 'mail', '--json'], '550 5.7.1 Sender refused\n').verdicts).toMatchObject([
    { class: 'soft', scope: 'sender' },
  ]);
  expect(run(['--stage', 'lunch'], '').status).toBe(2);
});
