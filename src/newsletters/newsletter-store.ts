import type { Newsletter, NewsletterSettings } from './newsletter.js';
import type { Newsroom } from './newsroom.js';

/** Newsroom and newsletter settings. */
export interface NewsletterStore {
  newsroom(): Promise<Newsroom | undefined>;
  saveNewsroom(newsroom: Newsroom): Promise<void>;
  all(): Promise<readonly Newsletter[]>;
  byId(id: string): Promise<Newsletter | undefined>;
  bySlug(slug: string): Promise<Newsletter | undefined>;
  /** False when the slug is taken. */
  insert(id: string, settings: NewsletterSettings, at: number): Promise<boolean>;
  /** False when the newsletter is unknown or its new slug is taken. */
  update(id: string, settings: NewsletterSettings, at: number): Promise<boolean>;
}
