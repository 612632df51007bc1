import { Router } from 'express';
import { Layout } from '../layout.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { allowFraming } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import { SignUpForm, signUpNonce } from './sign-up-form.js';

/** The sign-up box for other sites: `<script src="BASE_URL/embed.js" data-newsletter="daily"></script>`, or the frame alone. */
export function createEmbedRouter(deps: WebDeps): Router {
  const { rooms, baseUrl } = deps;
  const router = Router();
  router.get('/embed.js', (_req, res) => {
    res.set({ 'Cache-Control': 'public, max-age=3600', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    res.type('text/javascript').send(loader(baseUrl));
  });
  router.get('/embed/:newsletter', async (req, res) => {
    const newsletter = await rooms.newsletters.find(req.params.newsletter);
    if (newsletter === undefined || !newsletter.active) {
      return sendRefusal(req, res, {
        code: 'newsletter.unknown',
        kind: 'unknown',
        detail: 'There is no such newsletter. Check the name in the address of this box.',
      });
    }
    allowFraming(res);
    const newsroom = await rooms.newsletters.newsroom();
    renderPage(
      res,
      <Layout title={`Subscribe to ${newsletter.name}`} newsroom={newsroom} area="box">
        <h1 class="box-title">{newsletter.name}</h1>
        {newsletter.description ? <p>{newsletter.description}</p> : null}
        <SignUpForm
          newsroomName={newsroom.name}
          newsletters={[newsletter]}
          chosen={[newsletter.slug]}
          nonce={signUpNonce(deps)}
          box
        />
      </Layout>,
    );
  });
  return router;
}

/** Puts the frame where the script tag stands. It reads nothing of the page around it. */
const loader = (baseUrl: string): string => `(function () {
  var tag = document.currentScript;
  if (!tag || !tag.dataset.newsletter) return;
  var frame = document.createElement('iframe');
  frame.src = ${JSON.stringify(`${baseUrl}/embed/`)} + encodeURIComponent(tag.dataset.newsletter);
  frame.title = tag.dataset.title || 'Subscribe to the newsletter';
  frame.height = tag.dataset.height || '400';
  frame.style.cssText = 'width:100%;max-width:32rem;border:0';
  frame.loading = 'lazy';
  tag.after(frame);
})();
`;
