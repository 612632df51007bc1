import { userInfo } from 'node:os';
import { endWhenUnread } from '../adapters/unread-output.js';
import { loadConfig } from '../config.js';
import { ConfigFaults } from './cli-context.js';
import { openCli } from './open-cli.js';
import { runCli } from './run-cli.js';

endWhenUnread();
process.exitCode = await runCli(process.argv.slice(2), {
  output: {
    line: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    isTerminal: process.stdout.isTTY,
  },
  config: () => {
    const loaded = loadConfig();
    if ('faults' in loaded) throw new ConfigFaults(loaded.faults);
    return loaded.config;
  },
  open: openCli,
  actor: `cli:${userInfo().username}`,
});
