import type { Server } from 'node:http';
import type { Express } from 'express';
import { faultLine, loadConfig, type Config } from '../config.js';
import { CONFIG_EXIT, onEnd, wireWeb } from '../wire.js';
import { createApp } from './app.js';
import { routersOf } from './routers.js';

/** Answers under way when the process is told to stop get this long. */
const LAST_ANSWERS = 3_000;

async function runWeb(config: Config): Promise<void> {
  const { deps, close } = await wireWeb(config);
  const server = await listen(createApp({ deps, routers: routersOf(deps) }), config);
  deps.logger.info('web.listening', { host: config.web.host, port: config.web.port });
  onEnd(() => void stop(server, close));
}

async function stop(server: Server, close: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), LAST_ANSWERS).unref();
  await closed;
  await close();
  process.exit(0);
}

const listen = async (app: Express, { web }: Config): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = app.listen(web.port, web.host, (error) => (error === undefined ? resolve(server) : reject(error)));
  });

const loaded = loadConfig();
if ('faults' in loaded) {
  for (const fault of loaded.faults) process.stderr.write(`${faultLine(fault)}\n`);
  process.exitCode = CONFIG_EXIT;
} else {
  await runWeb(loaded.config);
}
