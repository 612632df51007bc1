import { describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { inspectBounce } from '../../src/cli/inspect-bounce.js';
import { createSeeded } from '../chaos/seeded.js';
import { FIELD_ANSWERS } from './field-answers.js';
import { arf, dsn, lines, textBounce, vacation } from './reports.js';
import { TEXT_FORMATS, textFormat } from './text-formats.js';

/** Milliseconds of CPU, so that a busy machine is no fault. */
async function cost(bytes: Uint8Array): Promise<number> {
  const start = process.cpuUsage();
  await inspectBounce(bytes);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** The slowest takes 100 ms alone, and ten times that beside other tests; one that reads each line anew took 6,600. */
const MOST = 3_000;

/** What a pattern could stumble over, a megabyte of it. */
const REPEATED = [
  '<',
  '(',
  '"',
  ',',
  '\n\n',
  ' \n',
  '\t',
  'a@b.',
  'a@b.example ',
  'a.a@b.example,',
  'user ',
  'user unknown ',
  'name\n',
  'recipient address ',
  'your message was held ',
  'verify yourself ',
  '(generated from ',
  'following recipients:\n',
  'could not be delivered to ',
  'was not delivered to:\n',
  '>>> RCPT To:<',
  'exceeds ',
  'Action: failed\n\n',
  '{"notificationType":',
  '<p>',
  '&lt;',
  '=?utf-8?B?',
];

/** Where it could stand. */
const PLACES: Readonly<Record<string, (filler: string) => Buffer>> = {
  text: (filler) =>
    lines('From: mailer-daemon@a.example', 'Subject: failure notice', '', 'could not be delivered', filler),
  subject: (filler) => lines('From: mailer-daemon@a.example', `Subject: ${filler}`, '', 'could not be delivered'),
  headers: (filler) =>
    lines(`To: ${filler}`, `X-Failed-Recipients: ${filler}`, 'From: mailer-daemon@a.example', '', ''),
  diagnostic: (filler) => dsn({ diagnostic: `550 ${filler}` }),
  complaint: (filler) =>
    lines('Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', `Original-Rcpt-To: ${filler}`),
};

describe('reports made to be slow', () => {
  test.each(Object.keys(PLACES))('a megabyte of anything in the %s costs few seconds of CPU at most', async (place) => {
    for (const piece of REPEATED) {
      const bytes = PLACES[place]?.(piece.repeat(Math.ceil(1_000_000 / piece.length))) ?? Buffer.alloc(0);
      expect([piece, (await cost(bytes)) < MOST]).toEqual([piece, true]);
    }
  });

  test.each<[string, () => Buffer]>([
    ['ten megabytes of headers', () => Buffer.concat([Buffer.alloc(10_000_000, 'X-Filler: 1\r\n'), lines('', 'text')])],
    ['a header of ten megabytes', () => Buffer.concat([Buffer.from('Subject: '), Buffer.alloc(10_000_000, 'a')])],
    ['a subject as long as headers may be', () => lines(`Subject: ${'warning: '.repeat(25_000)}`, '', 'text')],
    ['five hundred reports in reports', () => nested(500)],
  ])('%s cost few seconds of CPU at most', async (_name, bytes) => {
    expect(await cost(bytes())).toBeLessThan(MOST);
  });
});

function nested(depth: number): Buffer {
  const open = Array.from({ length: depth }, (_, level) => [
    `Content-Type: multipart/report; boundary=b${level}`,
    '',
    `--b${level}`,
    'Content-Type: message/rfc822',
    '',
  ]);
  return lines(...open.flat(), dsn({}).toString());
}

const SAMPLES: readonly Buffer[] = [
  arf(),
  textBounce(),
  vacation(),
  ...FIELD_ANSWERS.slice(0, 10).map(([status, diagnostic]) => dsn({ status, diagnostic })),
  ...TEXT_FORMATS.map(textFormat),
];

describe('damaged reports', () => {
  test('any report, cut and changed anywhere, is read without a crash', async () => {
    await assert(
      asyncProperty(constantFrom(...SAMPLES), integer(), async (sample, seed) => {
        const seeded = createSeeded(seed);
        const cut = sample.subarray(0, Math.floor(seeded.next() * sample.length));
        const changed = cut.map((byte) => (seeded.next() < 0.01 ? Math.floor(seeded.next() * 256) : byte));
        const { kind, reports } = await inspectBounce(changed);
        expect(typeof kind).toBe('string');
        expect(reports.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 400 },
    );
  });

  test('line ends change nothing about what is read', async () => {
    for (const sample of SAMPLES) {
      const text = sample.toString();
      const [dos, unix, mac] = await Promise.all(
        ['\r\n', '\n', '\r'].map(async (end) => {
          const { kind, reports } = await inspectBounce(Buffer.from(text.replaceAll('\r\n', end)));
          return { kind, reports: reports.map((report) => [report.recipient, report.class, report.reason]) };
        }),
      );
      expect(unix).toEqual(dos);
      expect(mac).toEqual(dos);
    }
  });
});
