import { DAY } from '../kernel/clock.js';
import type { Source } from './source.js';

/** `quiet`: answers well, and brought nothing new for days. `stopped`: closed by its publisher. */
export type SourceState = 'new' | 'well' | 'quiet' | 'failing' | 'stopped';

const LONG_QUIET = 3 * DAY;

/** How a source is doing, as of its last fetch. */
export function sourceState({ stoppedAt, failures, lastFetchAt, lastNewAt }: Source): SourceState {
  if (stoppedAt !== null) return 'stopped';
  if (failures > 0) return 'failing';
  if (lastFetchAt === null) return 'new';
  return lastNewAt === null || lastFetchAt - lastNewAt > LONG_QUIET ? 'quiet' : 'well';
}
