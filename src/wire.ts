/** Builds the house: the only place that sees rooms, stores and technology together. One builder per kind of process. */
export { CONFIG_EXIT } from './adapters/processes.js';
export { onEnd } from './adapters/node-process.js';
export { prepareDatabase, wireCli } from './wire/cli.js';
export { wireSender } from './wire/sender.js';
export { wireWeb } from './wire/web.js';
export { wireWorker } from './wire/worker.js';
