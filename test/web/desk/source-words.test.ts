import { expect, test } from '@jest/globals';
import type { Source } from '../../../src/articles/source.js';
import { healthWords } from '../../../src/web/desk/source-words.js';
import { blankSource } from '../../support/blank-source.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 6);

const well = { lastFetchAt: NOW - 5 * MINUTE, lastNewAt: NOW - 2 * HOUR, nextFetchAt: NOW + 10 * MINUTE };
const failing = { ...well, failures: 1, failingSince: NOW, lastError: 'It is away.' };

test.each<[string, Partial<Source>, string]>([
  ['New', {}, 'Not fetched yet.'],
  ['Well', well, 'Answered 5 minutes ago. Last new story 2 hours ago; next fetch in 10 minutes.'],
  ['Well', { ...well, nextFetchAt: NOW }, 'Answered 5 minutes ago. Last new story 2 hours ago; next fetch any moment.'],
  [
    'Quiet',
    { ...well, lastNewAt: NOW - 4 * DAY },
    'Answered 5 minutes ago. Last new story 4 days ago; next fetch in 10 minutes.',
  ],
  ['Quiet', { ...well, lastNewAt: null }, 'Answered 5 minutes ago. No story so far; next fetch in 10 minutes.'],
  [
    'Well',
    { ...well, movedTo: 'https://new.example/', movedTimes: 1 },
    'Answered 5 minutes ago. Last new story 2 hours ago; next fetch in 10 minutes. It says that it moved to https://new.example/; that is believed after three answers.',
  ],
  ['Failing', failing, 'It is away. Failed. Last new story 2 hours ago; next try in 10 minutes.'],
  [
    'Failing',
    { ...failing, failures: 4, failingSince: NOW - DAY },
    'It is away. Failed 4 times in a row, first 1 day ago. Last new story 2 hours ago; next try in 10 minutes.',
  ],
  ['Stopped', { ...failing, stoppedAt: NOW }, 'It is away. Last new story 2 hours ago.'],
])('a source is %s: %j', (label, fields, sentence) => {
  const source = blankSource({ id: 'a', newsletterId: 'b', url: 'https://tern.example/feed', ...fields });
  expect(healthWords(source, NOW)).toMatchObject({ label, sentence });
});
