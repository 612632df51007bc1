import { isId } from '../src/kernel/ids.js';

/** An id from a job's payload. Throws when it is none: nobody but Pressrun should write to these queues. */
export function idFrom(data: unknown, field: string): string {
  const value = fieldOf(data, field);
  if (typeof value !== 'string' || !isId(value)) throw new Error(`The job has no ${field}.`);
  return value;
}

/** A batch number from a job's payload. */
export function batchFrom(data: unknown): number {
  const value = fieldOf(data, 'batch');
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Error('The job has no batch.');
  return value;
}

const fieldOf = (data: unknown, field: string): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, field) : undefined;
