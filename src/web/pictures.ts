import { Router } from 'express';
import type { Rooms } from '../rooms.js';

const NAME = /^([0-9a-hjkmnp-tv-z]{16})\.jpg$/;
/** Seconds. A copy never changes; a picture that is still at its source may be ours in a moment. */
const YEAR = 31_536_000;
const MOMENT = 60;

/**
 * Our copies of pictures, for mails and the archive. Open to everybody who knows the name, and to pages of others, because
 * webmail shows mails on its own. What is not copied yet, or cannot be, is found where its source has it.
 */
export function createPicturesRouter({ articles }: Pick<Rooms, 'articles'>): Router {
  const router = Router();
  router.get('/:name', async (req, res, next) => {
    const id = NAME.exec(req.params.name)?.[1];
    const picture = id === undefined ? undefined : await articles.picture(id);
    if (picture === undefined) {
      next();
      return;
    }
    res.set('Cross-Origin-Resource-Policy', 'cross-origin');
    if (picture.kind === 'elsewhere') {
      res.set('Cache-Control', `public, max-age=${MOMENT}`).redirect(302, picture.url);
      return;
    }
    res.set('Cache-Control', `public, max-age=${YEAR}, immutable`);
    res.set('Content-Security-Policy', "default-src 'none'; sandbox");
    res.type('image/jpeg').send(Buffer.from(picture.jpeg));
  });
  return router;
}
