#!/usr/bin/env node
/** `npm run sink`: an SMTP server to rehearse against. */
import { ensure } from './ensure.mjs';
import { orExplain } from './refusal.mjs';
import { runTypeScript } from './run-typescript.mjs';

await orExplain(async () => {
  await ensure({ out: process.stderr });
  await runTypeScript('test/support/sink-command.ts');
});
