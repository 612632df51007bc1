import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openCliWorld, type CliWorld } from './cli-world.js';

let cli: CliWorld;
beforeEach(() => {
  cli = openCliWorld();
});
afterEach(() => cli.remove());

describe('exit codes', () => {
  test.each([
    [['--help']],
    [['issue', '--help']],
    [['issue', 'send', '--help']],
    [['subscribers', 'import', '--help']],
  ])('help is no fault: %j', async (args) => {
    const { code, out } = await cli.run(args);
    expect(code).toBe(0);
    expect(out).toContain('Usage: pressrun');
  });

  test.each([
    [['bogus']],
    [['issue']],
    [['issue', 'send']],
    [['user', 'add', 'ana@example.org']],
    [['newsletter', 'list', '--colour']],
    [['subscribers', 'import', 'x.csv', '--newsletter', 'daily', '--confirmed']],
    [['issue', 'preview', 'x', '--part', 'pdf']],
    [['issue', 'send', 'x', '--at', 'noon']],
  ])('wrong usage is 2: %j', async (args) => {
    const { code, err } = await cli.run(args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  test.each([
    [['user', 'add', 'nobody', '--role', 'owner'], 'e-mail address'],
    [['source', 'add', 'https://a.example/feed', '--newsletter', 'nothing'], 'nothing'],
    [['source', 'fetch'], 'pressrun source add'],
    [['issue', 'send', '06h0emh9xz4xg5hw'], ''],
    [['subscribers', 'import', '/nowhere.csv', '--newsletter', 'daily'], 'daily'],
    [['restore', '/nowhere.sqlite'], 'does not exist'],
    [['backup', '/nowhere/b.sqlite'], 'cannot be written'],
  ])('a refusal is 1, with its reason: %j', async (args, words) => {
    const { code, err, out } = await cli.run(args);
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(err).not.toContain(' at ');
    expect(out).toBe('');
    const refusal = JSON.parse((await cli.run([...args, '--json'])).out) as { code: string; detail: string };
    expect(refusal.code).toMatch(/^[a-z-]+\.[a-z-]+$/);
    expect(refusal.detail).toContain(words);
  });

  test('a wrong variable is 1, one line each', async () => {
    const { code, err } = await cli.run(['config'], { PORT: 'x', SENDERS: 'y' });
    expect(code).toBe(1);
    expect(err.split('\n')).toHaveLength(2);
  });
});
