import { randomBytes } from 'node:crypto';
import type { Random } from '../kernel/random.js';

/** The operating system's unguessable bytes. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
