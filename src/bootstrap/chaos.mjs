#!/usr/bin/env node
/** `npm run chaos`: a whole send while its processes are killed. Standard output belongs to the result. */
import { ensure } from './ensure.mjs';
import { orExplain } from './refusal.mjs';
import { runTypeScript } from './run-typescript.mjs';

await orExplain(async () => {
  await ensure({ redis: true, out: process.stderr });
  await runTypeScript('test/chaos/chaos-command.ts');
});
