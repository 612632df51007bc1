import { describe, expect, test } from '@jest/globals';
import { createDisposableDomains } from '../../src/adapters/disposable-domains.js';
import { mailboxOf } from '../../src/subscribers/mail-providers.js';
import { suggestAddress } from '../../src/subscribers/suggest-address.js';

describe('a domain that was probably mistyped', () => {
  test.each([
    ['ana@gmial.com', 'ana@gmail.com'],
    ['Ana.B+news@gmal.com', 'Ana.B+news@gmail.com'],
    ['ana@gmail.con', 'ana@gmail.com'],
    ['ana@hotmial.com', 'ana@hotmail.com'],
    ['ana@yahooo.de', 'ana@yahoo.de'],
    ['ana@t-onlin.de', 'ana@t-online.de'],
    ['ana@outlok.com', 'ana@outlook.com'],
  ])('%s was meant as %s', (typed, meant) => {
    expect(suggestAddress(typed)).toBe(meant);
  });

  test.each([
    'ana@gmail.com',
    'ana@example.org',
    'ana@lantern.example',
    'ana@gym.com',
    'ana@mail.org',
    'ana@web.dev',
    'nobody',
  ])('%s is left alone', (typed) => {
    expect(suggestAddress(typed)).toBeUndefined();
  });
});

test.each([
  ['a.n.a+x@gmail.com', 'ana@gmail.com'],
  ['ana@googlemail.com', 'ana@gmail.com'],
  ['ana+x@outlook.com', 'ana@outlook.com'],
  ['a.n.a@outlook.com', 'a.n.a@outlook.com'],
  ['ana-x@yahoo.com', 'ana@yahoo.com'],
  ['ana+x@example.org', 'ana+x@example.org'],
])('%s arrives at %s', (spelling, mailbox) => {
  expect(mailboxOf(spelling)).toBe(mailbox);
});

test('the list of throw-away services knows them and what lies under them, and nobody else', () => {
  const isDisposable = createDisposableDomains();
  expect(['mailinator.com', 'inbox.mailinator.com'].map(isDisposable)).toEqual([true, true]);
  expect(['gmail.com', 'example.org', 'readers.example', 'posteo.de'].map(isDisposable)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
