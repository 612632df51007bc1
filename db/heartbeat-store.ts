import { eq } from 'drizzle-orm';
import type { Db } from './open.js';
import { settings } from './schema/index.js';

/** When a process was last known to work, for /readyz. */
export interface HeartbeatStore {
  beat(process: 'worker', at: number): void;
  lastBeat(process: 'worker'): number | undefined;
}

const keyOf = (process: string): string => `heartbeat:${process}`;

export function createHeartbeatStore({ db }: { db: Db }): HeartbeatStore {
  return {
    beat: (process, at) => {
      db.orm
        .insert(settings)
        .values({ key: keyOf(process), value: at })
        .onConflictDoUpdate({ target: settings.key, set: { value: at } })
        .run();
    },
    lastBeat: (process) => {
      const row = db.orm
        .select()
        .from(settings)
        .where(eq(settings.key, keyOf(process)))
        .get();
      return typeof row?.value === 'number' ? row.value : undefined;
    },
  };
}
