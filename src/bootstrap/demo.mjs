#!/usr/bin/env node
/** `npm run demo`: the whole main job without a person, in a throw-away folder. */
import { ensure } from './ensure.mjs';
import { orExplain } from './refusal.mjs';
import { runTypeScript } from './run-typescript.mjs';

await orExplain(async () => {
  await ensure({ redis: true });
  await runTypeScript('src/demo/run-demo.ts');
});
