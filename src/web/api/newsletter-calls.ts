import { checkInput } from '../../kernel/check-input.js';
import { done, type Outcome } from '../../kernel/refusal.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { findNewsletter } from '../../newsletters/find-newsletter.js';
import { z } from 'zod';
import type { WebDeps } from '../web-deps.js';
import type { ApiAnswer, ApiCall, ApiRequest } from './api-call.js';
import { presentNewsletter, presentSource } from './present.js';
import { newsletterBody } from './schemas.js';

const sourceSchema = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be the http(s) address of a site or feed' }),
  kind: z.string().optional(),
  section: z.string().trim().max(60).optional(),
});
/** A section may be named by its name alone, a source by its address alone. */
const shortFormsSchema = z.object({
  sections: z.array(z.union([z.string().transform((name) => ({ name })), z.looseObject({})])).optional(),
  sources: z
    .array(z.union([z.string().transform((url) => ({ url })), z.looseObject({})]).pipe(sourceSchema))
    .max(50)
    .optional(),
});
const EXAMPLES = { sources: '["https://example.org/feed.xml"]', sections: '["Politics", "Culture"]' };

export function newsletterCalls({ rooms }: WebDeps): readonly ApiCall[] {
  return [
    {
      method: 'get',
      path: '/newsletters',
      needs: 'viewer',
      tag: 'newsletters',
      summary: 'All newsletters',
      answer: { status: 200, description: '`{newsletters: [...]}`' },
      handle: async () => {
        const newsletters = await rooms.newsletters.all();
        return done({ status: 200, json: { newsletters: newsletters.map(presentNewsletter) } });
      },
    },
    {
      method: 'post',
      path: '/newsletters',
      needs: 'owner',
      tag: 'newsletters',
      summary: 'Create a newsletter',
      body: newsletterBody(['slug', 'name', 'schedule']),
      answer: { status: 201, description: 'The newsletter, its sources and `refusedSources`' },
      handle: async (request) =>
        save(rooms, request, {
          name: 'newsletter.create',
          status: 201,
          write: async (settings) => rooms.newsletters.create(settings),
        }),
    },
    {
      method: 'get',
      path: '/newsletters/:id',
      needs: 'viewer',
      tag: 'newsletters',
      summary: 'One newsletter, by id or slug, with its sources',
      answer: { status: 200, description: 'The newsletter' },
      handle: async (request) => {
        const newsletter = await findNewsletter(rooms.newsletters, request.param('id'));
        if (!newsletter.ok) return newsletter;
        return done({ status: 200, json: await withSources(rooms, newsletter.value) });
      },
    },
    {
      method: 'patch',
      path: '/newsletters/:id',
      needs: 'owner',
      tag: 'newsletters',
      summary: 'Change settings; fields left out stay. `sources` adds those that are new',
      body: newsletterBody([]),
      answer: { status: 200, description: 'The newsletter' },
      handle: async (request) =>
        save(rooms, request, {
          name: 'newsletter.update',
          status: 200,
          write: async (settings) => rooms.newsletters.update(request.param('id'), settings),
        }),
    },
  ];
}

const withSources = async ({ articles }: WebDeps['rooms'], newsletter: Newsletter) => ({
  ...presentNewsletter(newsletter),
  sources: (await articles.sources(newsletter.id)).map(presentSource),
});

interface Save {
  /** For the audit log. */
  readonly name: string;
  readonly status: 200 | 201;
  write(settings: object): Promise<Outcome<Newsletter>>;
}

/** Saves the settings, then adds the sources that are new. A source the room refuses is named, the rest stands. */
async function save(rooms: WebDeps['rooms'], request: ApiRequest, act: Save): Promise<Outcome<ApiAnswer>> {
  const short = checkInput(shortFormsSchema, request.body, { code: 'newsletter.invalid', examples: EXAMPLES });
  if (!short.ok) return short;
  const { sources = [], sections } = short.value;
  const { sources: _given, ...settings }: Record<string, unknown> = {
    ...request.body,
    ...(sections === undefined ? {} : { sections }),
  };
  const saved = await act.write(settings);
  if (!saved.ok) return saved;
  await request.audit(act.name, saved.value.id, settings);
  const refusedSources = await addSources(rooms, saved.value, sources);
  return done({ status: act.status, json: { ...(await withSources(rooms, saved.value)), refusedSources } });
}

async function addSources(
  { articles }: WebDeps['rooms'],
  newsletter: Newsletter,
  wanted: readonly z.infer<typeof sourceSchema>[],
) {
  const refused: { url: string; code: string; detail: string }[] = [];
  const known = new Set((await articles.sources(newsletter.id)).map(({ url }) => url));
  for (const source of wanted.filter(({ url }) => !known.has(url))) {
    const added = await articles.addSource({ ...source, newsletter: newsletter.id });
    if (!added.ok) refused.push({ url: source.url, code: added.refusal.code, detail: added.refusal.detail });
  }
  return refused;
}
