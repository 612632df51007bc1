import type { ArticlesRoom } from '../src/articles/room.js';
import { idFrom } from './payload.js';
import type { Handler } from './worker-deps.js';

/** `{pictureId}`: copies the picture if it is still due. */
export const copyPicture =
  (articles: ArticlesRoom): Handler =>
  async (data) =>
    articles.copyPicture(idFrom(data, 'pictureId'));
