import { createProviderGuard, type ProviderGuardDeps } from '../provider-guard.js';
import { takeHook, type HookOutcome, type TakeHookDeps } from './take-hook.js';
import type { HookRequest, ReadHook } from './hook.js';

/** What the web edge asks about the webhooks of sending services. */
export interface Hooks {
  /** Undefined when nobody set the service up. */
  takeHook(service: string, request: Omit<HookRequest, 'now'>): Promise<HookOutcome | undefined>;
  /** Since this process started. */
  hookTally(): readonly HookTally[];
}

export interface HookTally {
  readonly service: string;
  /** An effect, or `refused-` and why. */
  readonly result: string;
  readonly count: number;
}

export interface HooksDeps extends Omit<TakeHookDeps, 'guard'>, ProviderGuardDeps {
  /** By the service's name in the webhook's address. */
  readonly readers: ReadonlyMap<string, ReadHook>;
}

export function openHooks({ readers, ...given }: HooksDeps): Hooks {
  const deps = { ...given, guard: createProviderGuard(given) };
  const tally = new Map<string, HookTally>();
  const add = (service: string, result: string, count: number) => {
    const key = `${service} ${result}`;
    tally.set(key, { service, result, count: count + (tally.get(key)?.count ?? 0) });
  };
  return {
    async takeHook(service, request) {
      const readHook = readers.get(service);
      if (readHook === undefined) return undefined;
      const outcome = await takeHook(deps, { service, readHook, request });
      if (outcome.kind === 'refused') add(service, `refused-${outcome.fault}`, 1);
      else for (const [effect, count] of Object.entries(outcome.effects)) add(service, effect, count);
      return outcome;
    },
    hookTally: () => [...tally.values()],
  };
}
