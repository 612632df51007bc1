import { expect, test } from '@jest/globals';
import { wordDiff } from '../../src/issues/word-diff.js';

const marks = { same: '', gone: '-', new: '+' };
const diff = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => `${marks[kind]}${text}`)
    .join(' | ');

test.each([
  ['Ferry sails', 'Ferry sails', 'Ferry sails'],
  ['Ferry sails', 'Ferry does not sail', 'Ferry | -sails | +does not sail'],
  ['Three die in storm', 'Five die in the storm', '-Three | +Five | die in | +the | storm'],
  ['', 'New dek', '+New dek'],
  ['Old dek', '', '-Old dek'],
  ['', '', ''],
])('%j to %j is %j', (before, after, expected) => expect(diff(before, after)).toBe(expected));

test('very long texts are one piece against the other', () => {
  const long = 'word '.repeat(300).trim();
  expect(wordDiff(long, `${long} more`).map(({ kind }) => kind)).toEqual(['gone', 'new']);
});
