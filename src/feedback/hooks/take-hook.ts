import type { Logger } from '../../kernel/logger.js';
import { believe, type BelieveDeps, type SoundEvent } from './believe.js';
import type { HookFault, HookReading, HookRequest, ReadHook } from './hook.js';
import type { HookStore, TakenRequest } from './hook-store.js';
import { hashOf } from './proof.js';
import { takeEvent, type HookEffect, type TakeEventDeps } from './take-event.js';

export type HookOutcome =
  | { readonly kind: 'taken'; readonly effects: Readonly<Record<HookEffect, number>> }
  | { readonly kind: 'refused'; readonly fault: HookFault };

export interface TakeHookDeps extends Omit<TakeEventDeps, 'hookStore'>, Omit<BelieveDeps, 'feedback' | 'hookStore'> {
  readonly hookStore: HookStore;
  readonly logger: Logger;
}

/**
 * Reads a webhook's request and records what it tells; resolves after the commit. An event counts once, however often told, and
 * a request that was taken is refused when it comes again.
 */
export async function takeHook(
  deps: TakeHookDeps,
  { service, readHook, request }: { service: string; readHook: ReadHook; request: Omit<HookRequest, 'now'> },
): Promise<HookOutcome> {
  const reading = await readHook({ ...request, now: deps.clock.now() });
  const outcome = 'fault' in reading ? reading : await takeProved(deps, service, reading);
  if ('fault' in outcome) {
    deps.logger.warn('hook.refused', { service, fault: outcome.fault });
    return { kind: 'refused', fault: outcome.fault };
  }
  deps.logger.info('hook.taken', { service, ...outcome });
  return { kind: 'taken', effects: outcome };
}

type Effects = Readonly<Record<HookEffect, number>>;

async function takeProved(
  deps: TakeHookDeps,
  service: string,
  reading: HookReading,
): Promise<Effects | { readonly fault: HookFault }> {
  const { hookStore, clock } = deps;
  const request = { service, ...reading.proof };
  if (await hookStore.isTaken(request)) return { fault: 'replay' };
  const believed = await believe(deps, reading, clock.now());
  if ('fault' in believed) return believed;
  if (!((await reading.confirm?.()) ?? true)) return { fault: 'unavailable' };
  const { sound, unmatched, refused } = believed;
  if (!(await isBound(deps, request, reading))) return { fault: 'replay' };
  const effects = await takeAll(deps, service, sound);
  // After the commit: a crash in between leaves a request that is taken again and finds its events known.
  const isOnce = sound.length > 0 || reading.covers !== 'sender';
  if (isOnce && !(await hookStore.markTaken(request, clock.now()))) return { fault: 'replay' };
  return { ...effects, unmatched: effects.unmatched + unmatched, refused };
}

/** A token that does not cover the events is good for those it came with first, which may come again after a failure. */
async function isBound(
  { hookStore, clock }: TakeHookDeps,
  request: TakenRequest,
  { covers, events }: HookReading,
): Promise<boolean> {
  if (covers !== 'token') return true;
  return hookStore.bindProof(request, { to: hashOf(JSON.stringify(events)), at: clock.now() });
}

async function takeAll(deps: TakeHookDeps, service: string, sound: readonly SoundEvent[]): Promise<Effects> {
  const effects: Record<HookEffect, number> = { recorded: 0, known: 0, settled: 0, unmatched: 0, refused: 0 };
  // All at once, so that they share a commit.
  for (const effect of await Promise.all(sound.map(async (one) => takeEvent(deps, service, one)))) effects[effect] += 1;
  return effects;
}
