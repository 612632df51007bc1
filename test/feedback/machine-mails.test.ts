import { describe, expect, test } from '@jest/globals';
import { inspectBounce } from '../../src/cli/inspect-bounce.js';
import { AWAY_MAILS } from './away-mails.js';
import { MACHINE_MAILS, type MachineMail } from './machine-mails.js';
import { lines } from './reports.js';

const mailOf = (headers: readonly string[], body: readonly string[]): Buffer => {
  const type = headers.some((header) => /^content-type/i.test(header));
  return lines(...headers, ...(type ? [] : ['Content-Type: text/plain; charset=utf-8']), '', ...body);
};

describe('mails that come to a bounce address', () => {
  test.each<MachineMail>([...MACHINE_MAILS, ...AWAY_MAILS])('%s: %s', async (kind, _name, headers, body) => {
    expect((await inspectBounce(mailOf(headers, body))).kind).toBe(kind);
  });
});
