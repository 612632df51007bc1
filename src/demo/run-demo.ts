import { parseArgs } from 'node:util';
import { openFeed, type DemoFeed } from './demo-feed.js';
import { openHouse, type House } from './house.js';
import { createReport, type Report } from './report.js';
import { openingSteps, sendingSteps } from './demo-steps.js';
import { createStage } from './stage.js';

const USAGE = `Usage: npm run demo [-- --feed URL_OR_FILE] [--json]

Runs the whole main job without a person: a feed becomes a digest, readers get it, one bounces,
one unsubscribes, and a second issue leaves both out.`;

const seconds = (): number => performance.now() / 1000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { feed: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const start = seconds();
  const report = createReport({
    write: (line) => (values.json === true ? console.error(line) : console.log(line)),
    seconds,
  });
  const feed = await openFeed(values.feed);
  try {
    const result = await play(feed, report);
    const total = seconds() - start;
    if (values.json === true) console.log(JSON.stringify({ ok: true, ...result, seconds: Number(total.toFixed(1)) }));
    else console.log(`\n${report.table()}\n\nEvery step is true. ${total.toFixed(0)} seconds.`);
    return 0;
  } finally {
    await feed.close();
  }
}

async function play(feed: DemoFeed, report: Report) {
  let house: House | undefined;
  try {
    await report.step('Pressrun is ready', async () => {
      house = await openHouse({ FETCH_ALLOW: feed.host });
      return house.baseUrl;
    });
    if (house === undefined) throw new Error('Pressrun did not start.');
    const stage = createStage(house, feed);
    await openingSteps(stage, report);
    return await sendingSteps(stage, report);
  } catch (error) {
    if (house !== undefined) console.error(`\nThe last lines of its log:\n${house.log()}\n`);
    throw error;
  } finally {
    await house?.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
