import type { ArticlesRoom } from '../src/articles/room.js';
import { idFrom } from './payload.js';
import type { Handler } from './worker-deps.js';

/** `{sourceId}`: fetches the source if it is still due. */
export const fetchSource =
  (articles: ArticlesRoom): Handler =>
  async (data) =>
    articles.fetchDueSource(idFrom(data, 'sourceId'));
