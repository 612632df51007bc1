import type { Handler } from './worker-deps.js';

/** Finds the handler of a job by its name. */
export const dispatch =
  (handlers: Readonly<Record<string, Handler>>) =>
  async (name: string, data: unknown, signal: AbortSignal): Promise<void> => {
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    if (handler === undefined) throw new Error(`No handler for the job ${name}.`);
    return handler(data, signal);
  };
