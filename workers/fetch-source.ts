import type { ArticlesRoom } from '../src/articles/room.js';
import { idFrom } from './payload.js';
import type { Handler } from './worker-deps.js';

/** `{sourceId}`: fetches the source if it is still due, and the rest that is due on its host. */
export const fetchSource =
  (articles: ArticlesRoom): Handler =>
  async (data, signal) =>
    articles.fetchDueSource(idFrom(data, 'sourceId'), signal);
