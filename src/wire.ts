import type { Config } from './config.js';

/**
 * Builds the house: the only place that sees rooms, stores and technology together. One builder per kind of process, each
 * loaded when it is called: a sender without feeds, MJML and pages needs 60 MB less.
 */
export { CONFIG_EXIT } from './adapters/processes.js';
export { endWith, onEnd } from './adapters/node-process.js';

export const wireSender = async (config: Config) => (await import('./wire/sender.js')).wireSender(config);
export const wireWeb = async (config: Config) => (await import('./wire/web.js')).wireWeb(config);
export const wireWorker = async (config: Config) => (await import('./wire/worker.js')).wireWorker(config);
export const prepareDatabase = async (config: Config) => (await import('./wire/cli.js')).prepareDatabase(config);
