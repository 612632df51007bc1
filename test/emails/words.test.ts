import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const EMAILS = fileURLToPath(new URL('../../emails/', import.meta.url));
const WORDS = readdirSync(join(EMAILS, 'words'));

function wordsOf(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(EMAILS, 'words', file), 'utf8')) as Record<string, string>;
}

const placeholders = (text = '') => (text.match(/\{\{[^}]+\}\}/g) ?? []).toSorted();

describe.each(WORDS)('the words of %s', (file) => {
  test('are complete, and print the same values as the English ones', () => {
    const english = wordsOf('en.json');
    const words = wordsOf(file);
    expect(Object.keys(words).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [name, text] of Object.entries(words)) {
      expect(text.trim()).not.toBe('');
      expect([name, placeholders(text)]).toEqual([name, placeholders(english[name])]);
    }
  });
});

test('every word is printed by a template, and no template prints a word that is not there', () => {
  const files = readdirSync(EMAILS, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(mjml|txt)$/.test(file));
  const printed = files.flatMap((file) => readFileSync(join(EMAILS, file), 'utf8').match(/(?<=\{\{word\.)\w+/g) ?? []);
  expect([...new Set(printed)].toSorted()).toEqual(Object.keys(wordsOf('en.json')).toSorted());
});

test('nothing in emails is code, and no template prints a value unescaped', () => {
  const files = readdirSync(EMAILS, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => /\.[cm]?[jt]sx?$/.test(file))).toEqual([]);
  for (const file of files.filter((name) => name.endsWith('.mjml')))
    expect(readFileSync(join(EMAILS, file), 'utf8')).not.toMatch(/\{\{\{|\{\{&/);
});
