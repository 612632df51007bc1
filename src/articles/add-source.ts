import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import { done, refuse } from '../kernel/refusal.js';
import type { ArticlesDeps } from './deps.js';
import { findNewsletter } from '../newsletters/find-newsletter.js';
import type { ArticlesRoom } from './room.js';
import { SOURCE_KINDS } from './source.js';

const MAX_URL = 2_000;

const sourceSchema = z.object({
  newsletter: z.string('must name a newsletter').trim().min(1, 'must name a newsletter'),
  url: z
    .string('must be the address of a feed')
    .trim()
    .max(MAX_URL, `must be shorter than ${MAX_URL} characters`)
    .refine(isFeedAddress, 'must be an http or https address without a password')
    .transform((text) => new URL(text).href),
  kind: z.enum(SOURCE_KINDS, `must be ${SOURCE_KINDS.join(' or ')}`).default('feed'),
  section: z
    .string('must be a name')
    .trim()
    .min(1, 'must not be empty')
    .max(60, 'is longer than 60 characters')
    .nullish(),
});

const EXAMPLES = {
  newsletter: 'daily',
  url: 'https://example.org/feed.xml',
  kind: 'feed',
  section: 'Politics',
};

function isFeedAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}` === '';
}

/** `ArticlesRoom.addSource`: due at once, and the bell is rung for it. */
export function createAddSource(deps: ArticlesDeps): ArticlesRoom['addSource'] {
  return async (input) => {
    const checked = checkInput(sourceSchema, input, { code: 'source.invalid', examples: EXAMPLES });
    if (!checked.ok) return checked;
    const { url, kind, section = null } = checked.value;
    const newsletter = await findNewsletter(deps.newsletters, checked.value.newsletter);
    if (!newsletter.ok) return newsletter;
    const id = deps.newId();
    const at = deps.clock.now();
    const added = await deps.sources.insert({ id, newsletterId: newsletter.value.id, url, kind, section, at });
    const source = added ? await deps.sources.byId(id) : undefined;
    if (source === undefined) return alreadyThere(url, newsletter.value.slug);
    deps.bell.ring([{ name: 'fetch-source', sourceId: id }]);
    return done(source);
  };
}

const alreadyThere = (url: string, slug: string) =>
  refuse({ code: 'source.exists', kind: 'conflict', detail: `${slug} already takes its articles from ${url}.` });
