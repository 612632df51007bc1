import type { Outcome } from '../kernel/refusal.js';
import type { Newsletter } from './newsletter.js';
import type { Newsroom } from './newsroom.js';

/** What others may ask of the newsletters room. `input` is unchecked: these functions check it and name wrong fields. */
export interface NewslettersRoom {
  newsroom(): Promise<Newsroom>;
  updateNewsroom(input: unknown): Promise<Outcome<Newsroom>>;
  all(): Promise<readonly Newsletter[]>;
  /** By id or slug. */
  find(idOrSlug: string): Promise<Newsletter | undefined>;
  create(input: unknown): Promise<Outcome<Newsletter>>;
  update(idOrSlug: string, patch: unknown): Promise<Outcome<Newsletter>>;
}

export type { Newsletter, Newsroom };
