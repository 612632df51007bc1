import { claimOf, openDeliveryWorld, openSession, resultOf } from '../delivery-world.js';

/** The ledger of an issue that is sending to three readers, and a sender's session on it. */
export async function openLedger() {
  const world = await openDeliveryWorld();
  const session = await openSession(world);
  const claim = async (limit?: number) => world.deliveries.exchange([], claimOf(world, session, limit));

  /** The first reader's delivery, claimed. */
  async function claimOne() {
    const [claimed] = await claim(1);
    if (claimed === undefined) throw new Error('nothing to claim');
    return claimed;
  }

  const record = async (claimed: { subscriberId: string; fence: number }, outcome: Parameters<typeof resultOf>[2]) =>
    world.deliveries.exchange([resultOf(world, claimed, outcome)], null);
  const run = (sql: string, ...values: unknown[]) => world.db.sqlite.prepare(sql).run(...values);

  return { ...world, session, claim, claimOne, record, run };
}

export type Ledger = Awaited<ReturnType<typeof openLedger>>;
