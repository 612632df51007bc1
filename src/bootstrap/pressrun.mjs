#!/usr/bin/env node
/** `npx pressrun <command>`. Standard output belongs to the command (`--json`), so preparations speak on standard error. */
import { ensure } from './ensure.mjs';
import { orExplain } from './refusal.mjs';
import { runTypeScript } from './run-typescript.mjs';

await orExplain(async () => {
  await ensure({ redis: process.argv[2] === 'start', out: process.stderr });
  await runTypeScript('src/cli/main.ts');
});
