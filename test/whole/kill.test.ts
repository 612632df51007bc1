import { afterEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { until } from '../../src/demo/until.js';
import { childrenOf, type ChildProcess } from '../support/processes-of.js';
import { balance, openWholeSend, type WholeSend } from '../support/whole-send.js';

/**
 * Real: every process of Pressrun, SQLite, Redis, SMTP sockets. The fault sink is the oracle: it writes down each final
 * dot before it answers.
 */
const READERS = 2_000;
/** More than one batch is under way when the blow falls. */
const EARLY = 300;

let send: WholeSend | undefined;
afterEach(async () => {
  await send?.stop();
  send = undefined;
});

const child = (opened: WholeSend, name: RegExp): ChildProcess => {
  const found = childrenOf(opened.house.pid()).find(({ command }) => name.test(command));
  if (found === undefined) throw new Error(`No child process matches ${name.source}.`);
  return found;
};

async function nobodyLost(opened: WholeSend): Promise<void> {
  const issue = await opened.finished(90);
  expect(issue.audience).toBe(READERS);
  expect(issue.counts).toMatchObject({ accepted: READERS, pending: 0, sending: 0, in_doubt: 0, held: 0 });
  const { lost, unexplained } = balance(opened);
  expect({ lost, unexplained }).toEqual({ lost: [], unexplained: [] });
}

describe('killing a process in mid-send of 2,000 readers loses nobody', () => {
  test.each([
    ['the sender', /workers\/main\.js sender/],
    ['the worker', /workers\/main\.js worker/],
    ['the web process', /web\/main\.js/],
    ['Redis', /redis-server/],
  ])(
    '%s',
    async (_name, command) => {
      send = await openWholeSend({ readers: READERS });
      await send.start();
      await send.dots(EARLY);
      process.kill(child(send, command).pid, 'SIGKILL');
      await nobodyLost(send);
    },
    150_000,
  );

  test('the supervisor, and Pressrun is started again', async () => {
    send = await openWholeSend({ readers: READERS });
    await send.start();
    await send.dots(EARLY);
    const orphans = childrenOf(send.house.pid());
    process.kill(send.house.pid(), 'SIGKILL');
    await send.house.reopen();
    await nobodyLost(send);
    const now = new Set(childrenOf(send.house.pid()).map(({ pid }) => pid));
    for (const { pid } of orphans) if (!now.has(pid)) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }, 150_000);
});

function flushAll(opened: WholeSend): void {
  const { command } = child(opened, /redis-server/);
  const socket = /unixsocket:\S+|\S+\.sock/.exec(command)?.[0]?.replace('unixsocket:', '') ?? '';
  expect(execFileSync('redis-cli', ['-s', socket, 'FLUSHALL'], { encoding: 'utf8' })).toContain('OK');
}

describe('emptying Redis in mid-send', () => {
  test('loses nobody', async () => {
    send = await openWholeSend({ readers: READERS });
    await send.start();
    await send.dots(EARLY);
    flushAll(send);
    await nobodyLost(send);
  }, 150_000);

  test('un-pauses nothing', async () => {
    send = await openWholeSend({ readers: READERS });
    const { sink, house } = send;
    await send.start();
    await send.dots(EARLY);
    await send.call('POST', `/issues/${send.issueId}/pause`, {});
    const quiet = await until('the last mails on the wire', 20, async () => {
      const open = send?.query(`SELECT 1 FROM deliveries WHERE state = 'sending'`);
      return open?.length === 0 ? sink.entries().length : undefined;
    });
    flushAll(send);
    const ticks = () => house.log(Infinity).split('reconcile.done').length;
    const before = ticks();
    await until('two more repair rounds', 60, async () => (ticks() >= before + 2 ? true : undefined));
    expect(sink.entries()).toHaveLength(quiet);
    expect((await send.issue()).state).toBe('paused');
    await send.call('POST', `/issues/${send.issueId}/resume`, {});
    await nobodyLost(send);
  }, 150_000);
});
