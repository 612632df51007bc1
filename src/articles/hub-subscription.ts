/** `asked`: the hub has not confirmed yet. `refused`: it will not tell us. */
export const HUB_STATES = ['asked', 'active', 'refused'] as const;
export type HubState = (typeof HUB_STATES)[number];

/** A hub's promise to tell when a source changed (W3C WebSub). Times in milliseconds. */
export interface HubSubscription {
  readonly sourceId: string;
  readonly hub: string;
  /** The name the feed gives itself. */
  readonly topic: string;
  /** The unguessable end of our address for this subscription. */
  readonly token: string;
  /** Signs what the hub sends. */
  readonly secret: string;
  readonly state: HubState;
  readonly askedAt: number;
  /** Requests since the hub last confirmed. */
  readonly asked: number;
  readonly leaseUntil: number | null;
  readonly renewAt: number | null;
  readonly lastPushAt: number | null;
  readonly lastError: string | null;
}

export interface HubStore {
  bySource(sourceId: string): Promise<HubSubscription | undefined>;
  byToken(token: string): Promise<HubSubscription | undefined>;
  /** The subscription of its source from now on. */
  save(subscription: HubSubscription): Promise<void>;
  /** Changes it if it still is this one: a hub may answer while we are at it. */
  change(token: string, fields: Partial<HubSubscription>): Promise<void>;
}

/** Asks hubs. Implemented by adapters/hub-client.ts. */
export interface HubClient {
  /** Posts a form; a fault is a sentence. */
  ask(hub: string, form: Readonly<Record<string, string>>): Promise<{ readonly fault: string | null }>;
}
