import type { Outcome, Refusal } from '../../kernel/refusal.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { bodyOf } from '../forms.js';
import { statusOf } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';
import { newsletterForm, readNewsletterForm, type NewsletterForm } from './newsletter-form.js';
import { NewsletterPage, NewslettersPage } from './newsletter-page.js';
import type { DeskRoute, Visit } from './visit.js';

export function newsletterRoutes({ rooms }: WebDeps): readonly DeskRoute[] {
  const { newsletters } = rooms;
  return [
    {
      method: 'get',
      path: '/newsletters',
      needs: 'owner',
      handle: async (visit) =>
        visit.show({
          title: 'Newsletters',
          section: 'newsletters',
          children: <NewslettersPage newsletters={await newsletters.all()} />,
        }),
    },
    {
      method: 'get',
      path: '/newsletters/new',
      needs: 'owner',
      handle: async (visit) => showForm(visit, { form: newsletterForm(undefined) }),
    },
    {
      method: 'get',
      path: '/newsletters/:id',
      needs: 'owner',
      async handle(visit) {
        const newsletter = await newsletters.find(visit.param('id'));
        if (newsletter === undefined) return visit.refuse(UNKNOWN, BACK);
        showForm(visit, { id: newsletter.id, form: newsletterForm(newsletter) });
      },
    },
    {
      method: 'post',
      path: '/newsletters',
      needs: 'owner',
      handle: async (visit) => save(visit, 'create', async (settings) => newsletters.create(settings)),
    },
    {
      method: 'post',
      path: '/newsletters/:id',
      needs: 'owner',
      handle: async (visit) =>
        save(visit, 'update', async (settings) => newsletters.update(visit.param('id'), settings)),
    },
  ];
}

async function save(
  visit: Visit,
  name: 'create' | 'update',
  write: (settings: object) => Promise<Outcome<Newsletter>>,
) {
  const body = bodyOf(visit.req);
  const settings = readNewsletterForm(body);
  const saved = await write(settings);
  const id = name === 'create' ? undefined : visit.param('id');
  if (!saved.ok) return showForm(visit, { id, form: body, refusal: saved.refusal });
  await visit.audit(`newsletter.${name}`, saved.value.id, settings);
  visit.goTo(name === 'create' ? `/desk/sources?newsletter=${saved.value.slug}` : '/desk/newsletters', 'saved');
}

const BACK = { href: '/desk/newsletters', label: 'To the newsletters' };
const UNKNOWN: Refusal = { code: 'newsletter.unknown', kind: 'unknown', detail: 'There is no such newsletter.' };

function showForm(
  visit: Visit,
  { id, form, refusal }: { id?: string | undefined; form: NewsletterForm; refusal?: Refusal },
): void {
  visit.show({
    title: id === undefined ? 'New newsletter' : 'Newsletter',
    section: 'newsletters',
    refusal,
    status: refusal === undefined ? 200 : statusOf(refusal),
    children: <NewsletterPage visit={visit} id={id} form={form} errors={refusal?.errors ?? []} />,
  });
}
