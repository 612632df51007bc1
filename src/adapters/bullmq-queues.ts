import type { Job, JobName } from '../kernel/bell.js';

/** `send` is worked by the senders, `work` by the worker. */
export type QueueName = 'send' | 'work';

/** Keys in a Redis shared with others start with this. */
export const PREFIX = 'pressrun';

export const queueOf = (name: JobName): QueueName => (name === 'send-batch' ? 'send' : 'work');

/** One waiting job per thing to look at, however often it is rung. BullMQ refuses a colon in a job's id. */
export const jobIdOf = ({ name, ...ids }: Job): string => [name, ...Object.values(ids)].join('.');
