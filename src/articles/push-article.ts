import { DateTime } from 'luxon';
import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import { done, invalid, refuse, type Outcome } from '../kernel/refusal.js';
import type { ArticleImage } from './article.js';
import { canonicalUrl } from './canonical-url.js';
import { contentHash } from './content-hash.js';
import type { ArticlesDeps } from './deps.js';
import { cutAtSentence } from './excerpt.js';
import { findNewsletter } from '../newsletters/find-newsletter.js';
import { languageTag } from './language-tag.js';
import { plainText, plainTitle } from './plain-text.js';
import type { ArticlesRoom } from './room.js';

const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .max(2_000, 'is longer than 2000 characters');
const instant = z.iso
  .datetime({ offset: true, error: 'must be a time with a zone' })
  .transform((text) => DateTime.fromISO(text).toMillis());
const line = (max: number) => z.string('must be text').trim().max(max, `is longer than ${max} characters`);
const optionalLine = (max: number) =>
  line(max)
    .nullish()
    .transform((text) => text || null);

const imageSchema = z.union(
  [webAddress, z.object({ url: webAddress, alt: line(500).default(''), credit: optionalLine(200) })],
  'must be an address, or an object with url, alt and credit',
);

/** Strict: a misspelt `embargoUntil` would publish too early. */
const articleSchema = z.strictObject({
  url: webAddress,
  title: line(300).min(1, 'must not be empty'),
  dek: optionalLine(2_000),
  author: optionalLine(300),
  section: optionalLine(60),
  image: imageSchema.nullish(),
  language: z.string('must be a language code').nullish(),
  publishedAt: instant,
  body: z.string('must be text').max(500_000, 'is longer than 500000 characters').nullish(),
  embargoUntil: instant.nullish(),
  featured: z.boolean('must be true or false').default(false),
  newsletters: z.array(z.string('must name a newsletter')).min(1, 'must name a newsletter or be left out').optional(),
});

type Input = z.infer<typeof articleSchema>;

const EXAMPLES = {
  url: 'https://example.org/harbour-reopens',
  title: 'The harbour reopens',
  dek: 'After eight months of work the first boat left at dawn.',
  author: 'Ana Reyes',
  section: 'Harbour',
  image: 'https://example.org/harbour.jpg',
  language: 'en',
  publishedAt: '2026-11-22T06:00:00+01:00',
  body: 'The first boat left at dawn.',
  embargoUntil: '2026-11-22T18:00:00Z',
  newsletters: '["daily"]',
};

const EXTERNAL_ID = /^[\x21-\x7e]{1,200}$/;

/** `ArticlesRoom.push`: without `newsletters` the article is offered to all active ones. Texts may be HTML; kept plain. */
export function createPushArticle(deps: ArticlesDeps): ArticlesRoom['push'] {
  return async (externalId, input) => {
    if (!EXTERNAL_ID.test(externalId)) return wrongId;
    const checked = checkInput(articleSchema, input, { code: 'article.invalid', examples: EXAMPLES });
    if (!checked.ok) return checked;
    const newsletterIds = await chosenNewsletters(deps, checked.value.newsletters);
    if (!newsletterIds.ok) return newsletterIds;
    const article = { ...toContent(checked.value), externalId, newsletterIds: newsletterIds.value };
    const outcome = await deps.articles.upsertExternal(article, deps.clock.now());
    const stored = await deps.articles.byExternalId(externalId);
    if (outcome === 'url-taken' || stored === undefined) return urlTaken(article.url);
    return done({ article: stored, created: outcome === 'created' });
  };
}

function toContent(input: Input) {
  const { url, publishedAt, embargoUntil = null, author, section, featured } = input;
  const title = plainTitle(input.title);
  const dek = input.dek === null ? null : cutAtSentence(plainText(input.dek)) || null;
  const image = toImage(input.image ?? null);
  return {
    url,
    title,
    dek,
    author,
    section,
    image,
    publishedAt,
    embargoUntil,
    featured,
    language: languageTag(input.language ?? undefined),
    body: plainText(input.body ?? '') || null,
    canonicalUrl: canonicalUrl(url),
    contentHash: contentHash({ title, dek, url, image }),
  };
}

function toImage(image: Input['image']): ArticleImage | null {
  if (image === null || image === undefined) return null;
  return typeof image === 'string' ? { url: image, alt: '', credit: null } : image;
}

async function chosenNewsletters(
  deps: ArticlesDeps,
  named: readonly string[] | undefined,
): Promise<Outcome<readonly string[]>> {
  if (named === undefined) {
    const all = await deps.newsletters.all();
    return done(all.filter(({ active }) => active).map(({ id }) => id));
  }
  const ids: string[] = [];
  for (const idOrSlug of named) {
    const newsletter = await findNewsletter(deps.newsletters, idOrSlug);
    if (!newsletter.ok) return newsletter;
    ids.push(newsletter.value.id);
  }
  return done(ids);
}

const wrongId = invalid('article.invalid', [
  { field: 'externalId', fault: 'must be 1 to 200 visible ASCII characters', example: 'cms-4711' },
]);

const urlTaken = (url: string) =>
  refuse({
    code: 'article.url-taken',
    kind: 'conflict',
    detail: `Another article was pushed with the address ${url}. Retract that one, or use its id.`,
  });
