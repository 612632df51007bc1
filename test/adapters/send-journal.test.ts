import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openJournalArchive } from '../../src/adapters/journal-archive.js';
import { openSendJournal } from '../../src/adapters/send-journal.js';
import type { DeliveryResult } from '../../src/delivery/delivery-store.js';
import { ROOT, typescriptChild } from '../support/typescript-child.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-journal-'));
  file = join(folder, 's.journal');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const claim = (subscriberId: string | number, fence = 1) => ({
  issueId: 'i',
  subscriberId: String(subscriberId),
  fence,
});
const resultOf = (subscriberId: string | number, reply = '250 ok'): DeliveryResult => ({
  ...claim(subscriberId),
  session: 's',
  at: 1,
  outcome: { state: 'accepted', reply, code: 250 },
});
const open = (long?: number) => openSendJournal({ folder, session: 's', ...(long === undefined ? {} : { long }) });
const size = () => statSync(file).size;
const results = () => [...openJournalArchive({ folder }).results('s')].flat();
const isBegun = (key: string) => openJournalArchive({ folder }).begun('s')?.has(key);

describe('a journal', () => {
  test('tells claims that were begun and have no result, and the results', () => {
    const journal = open();
    journal.begun(claim('a', 12));
    journal.begun(claim('b'));
    const answer = resultOf('b', '250 line\u2028separator ü');
    journal.answered(answer);
    expect(['i/a/12', 'i/a/1', 'i/a/123', 'i/b/1'].map(isBegun)).toEqual([true, false, false, false]);
    expect(results()).toEqual([answer]);
  });

  test('that is not here has no results and proves nothing', () => {
    expect(openJournalArchive({ folder }).begun('s')).toBeUndefined();
    expect(results()).toEqual([]);
  });

  test('is empty whenever the ledger has all results', () => {
    const journal = open();
    journal.begun(claim('a'));
    journal.answered(resultOf('a'));
    journal.begun(claim('b'));
    journal.settled([resultOf('a')]);
    expect(size()).toBeGreaterThan(0);
    journal.answered(resultOf('b'));
    journal.settled([resultOf('b')]);
    expect(size()).toBe(0);
    journal.begun(claim('c'));
    expect(isBegun('i/c/1')).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('\nD i/c/1;');
  });

  test('of a sender that never rests keeps only the lines still needed once it is long', () => {
    const journal = open(10_000);
    journal.begun(claim('slow'));
    journal.answered(resultOf('unrecorded'));
    for (let turn = 0; turn < 1_000; turn += 1) {
      journal.begun(claim(turn));
      journal.answered(resultOf(turn));
      journal.settled([resultOf(turn)]);
      expect(size()).toBeLessThan(10_500);
    }
    journal.begun(claim('last'));
    expect(['i/slow/1', 'i/999/1', 'i/last/1'].map(isBegun)).toEqual([true, false, true]);
    expect(results()).toContainEqual(resultOf('unrecorded'));
    journal.discard();
    expect(openJournalArchive({ folder }).begun('s')).toBeUndefined();
  });

  test('is read a thousand results at a time', () => {
    const journal = open();
    for (let turn = 0; turn < 2_500; turn += 1) journal.answered(resultOf(turn));
    const chunks = [...openJournalArchive({ folder }).results('s')];
    expect(chunks.map((chunk) => chunk.length)).toEqual([1_000, 1_000, 500]);
    expect(chunks.flat().map((result) => result.subscriberId)).toEqual(Array.from({ length: 2_500 }, (_, i) => `${i}`));
  });
});

describe('a torn line', () => {
  test('of a result leaves its claim begun', () => {
    const journal = open();
    journal.begun(claim('a'));
    journal.answered(resultOf('a'));
    truncateSync(file, size() - 5);
    expect(results()).toEqual([]);
    expect(isBegun('i/a/1')).toBe(true);
  });

  test('of a begun claim makes every claim that begins like it a doubt, and spoils no other line', () => {
    const journal = open();
    journal.begun(claim('a', 12));
    truncateSync(file, '\nD i/a/1'.length);
    journal.begun(claim('b'));
    journal.answered(resultOf('c'));
    expect(['i/a/12', 'i/a/1', 'i/b/1', 'i/d/1'].map(isBegun)).toEqual([true, true, true, false]);
    expect(results()).toEqual([resultOf('c')]);
  });

  test.each(['\n', '\nR', '\nR {"issueId"'])('of %j is no claim', (torn) => {
    open().begun(claim('a'));
    appendFileSync(file, torn);
    expect(['i/a/1', 'i/b/1'].map(isBegun)).toEqual([true, false]);
  });

  test.each(['\nD', '\nD '])('of %j may be any claim', (torn) => {
    open().begun(claim('a'));
    appendFileSync(file, torn);
    expect(isBegun('i/b/1')).toBe(true);
  });
});

/** A limit on the size of files shortens a write as a full disk does: first a part is taken, without an error (write(2)). */
(process.platform === 'linux' ? test : test.skip)(
  'a disk that takes only a part of the line is a failure, so that nothing is sent',
  async () => {
    const child = typescriptChild(
      `import { execFileSync } from 'node:child_process';
       import { openSendJournal } from 'file://${ROOT}src/adapters/send-journal.ts';
       const journal = openSendJournal({ folder: ${JSON.stringify(folder)}, session: 's' });
       journal.begun({ issueId: 'i', subscriberId: 'a', fence: 1 });
       execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=${'\nD i/a/1;\nD i/b'.length}:']);
       try {
         journal.begun({ issueId: 'i', subscriberId: 'b', fence: 1 });
         console.log('It was taken.');
       } catch (error) {
         console.log(error.message);
       }`,
    );
    let said = '';
    child.stdout?.on('data', (text: Buffer) => (said += text.toString()));
    await once(child, 'close');
    expect(said).toContain('The journal took 6 of 9 bytes');
    expect(['i/a/1', 'i/b/1', 'i/c/1'].map(isBegun)).toEqual([true, true, false]);
  },
);
