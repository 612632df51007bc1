#!/usr/bin/env node
/** `npm start`: installs what is missing, then runs web, worker and senders under the supervisor. */
import { ensure } from './ensure.mjs';
import { orExplain } from './refusal.mjs';
import { runTypeScript } from './run-typescript.mjs';

await orExplain(async () => {
  await ensure({ redis: true });
  await runTypeScript('src/main.ts');
});
