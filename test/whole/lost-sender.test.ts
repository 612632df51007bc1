import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { until } from '../../src/demo/until.js';
import { balance, openWholeSend, type WholeSend } from '../support/whole-send.js';

const READERS = 50;

/** As one who takes all senders for dead would. */
function endSessions({ house }: WholeSend): void {
  const db = new Database(join(house.folder, 'data/pressrun.sqlite'), { timeout: 5_000 });
  try {
    expect(db.prepare('UPDATE sender_sessions SET ended_at = 1 WHERE ended_at IS NULL').run().changes).toBe(1);
  } finally {
    db.close();
  }
}

test('a sender whose session others ended ends as failed, and the one started in its place sends', async () => {
  const send = await openWholeSend({ readers: READERS });
  try {
    endSessions(send);
    await send.start();
    await until('the end of the sender', 40, async () =>
      /sender-1 ended \(exit code 1\)/.test(send.house.log(Infinity)) ? true : undefined,
    );
    const issue = await send.finished(60);
    expect(issue.counts).toMatchObject({ accepted: READERS, pending: 0, sending: 0, in_doubt: 0 });
    expect(balance(send)).toMatchObject({ lost: [], unexplained: [], resent: 0 });
  } finally {
    await send.stop();
  }
}, 120_000);
