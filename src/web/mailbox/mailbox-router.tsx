import { Router, type Request, type Response } from 'express';
import { brandOf } from '../brand.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { secretAddress, sendMailHtml } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import { ListPage } from './list-page.js';
import type { Mailbox, StoredMail } from './mailbox.js';
import { isView, MailPage } from './mail-page.js';
import { MAILBOX_CSS } from './mailbox-style.js';
import { openLinksOutside } from './open-links-outside.js';

const PAGE_SIZE = 100;

/** The built-in mailbox's pages, mounted at /mailbox. Without a mailbox there is nothing here. */
export function createMailboxRouter({ mailbox, baseUrl }: WebDeps): Router {
  const router = Router();
  if (mailbox === undefined) return router;
  router.use(secretAddress);

  router.get('/', async (req, res) => {
    const to = queryText(req, 'to');
    const [entries, count] = await Promise.all([
      mailbox.list({ ...(to === '' ? {} : { to }), limit: PAGE_SIZE }),
      mailbox.count(),
    ]);
    renderPage(res, <ListPage newsroom={await brandOf(req)} entries={entries} to={to} count={count} />);
  });

  router.get('/mailbox.css', (_req, res) => {
    res.type('css').send(MAILBOX_CSS);
  });

  router.get('/:id', async (req, res) => {
    const mail = await findOrRefuse(mailbox, req, res);
    if (mail === undefined) return;
    const asked = queryText(req, 'view');
    const view = isView(asked) ? asked : mail.html === null ? 'text' : 'html';
    renderPage(res, <MailPage newsroom={await brandOf(req)} mail={mail} view={view} />);
  });

  router.get('/:id/html', async (req, res) => {
    const mail = await findOrRefuse(mailbox, req, res);
    if (mail !== undefined) sendMailHtml(res, openLinksOutside(mail.html ?? ''), { baseUrl, framedBySelf: true });
  });

  router.get('/:id/source.eml', async (req, res) => {
    const mail = await findOrRefuse(mailbox, req, res);
    if (mail !== undefined) res.attachment(`${mail.id}.eml`).type('message/rfc822').send(mail.raw);
  });

  return router;
}

const queryText = (req: Request, name: string): string => {
  const value = req.query[name];
  return typeof value === 'string' ? value.trim() : '';
};

async function findOrRefuse(mailbox: Mailbox, req: Request, res: Response): Promise<StoredMail | undefined> {
  const id = req.params['id'];
  const mail = typeof id === 'string' ? await mailbox.find(id) : undefined;
  if (mail !== undefined) return mail;
  const detail = 'This mail is not in the mailbox. It keeps the newest 5,000; go back to the list.';
  await sendRefusal(req, res, { code: 'mailbox.unknown', kind: 'unknown', detail });
  return undefined;
}
