import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import { findNewsletter } from '../newsletters/find-newsletter.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { ArticlesDeps } from './deps.js';
import { findSource } from './discover/find-source.js';
import type { FoundSource } from './discover/found-source.js';
import { redactKeys } from './redact-keys.js';
import type { ArticlesRoom } from './room.js';
import { SOURCE_KINDS, type Source } from './source.js';

const MAX_URL = 2_000;

const sourceSchema = z.object({
  newsletter: z.string('must name a newsletter').trim().min(1, 'must name a newsletter'),
  url: z
    .string('must be the address of a site, a feed or a story')
    .trim()
    .max(MAX_URL, `must be shorter than ${MAX_URL} characters`)
    .transform(withScheme)
    .refine(isWebAddress, 'must be an http or https address without a password')
    .transform((text) => new URL(text).href),
  kind: z.enum(SOURCE_KINDS, `must be ${SOURCE_KINDS.slice(0, -1).join(', ')} or ${SOURCE_KINDS.at(-1)}`).optional(),
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

/** People write `example.org`. */
function withScheme(text: string): string {
  return /^[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)/.test(text) ? `https://${text}` : text;
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}` === '';
}

export interface WantedSource {
  readonly url: string;
  readonly kind: Source['kind'] | undefined;
  readonly section: string | null;
  readonly newsletter: Newsletter;
}

/** `{newsletter, url, kind?, section?}`, checked. */
export async function readWanted(deps: ArticlesDeps, input: unknown): Promise<Outcome<WantedSource>> {
  const checked = checkInput(sourceSchema, input, { code: 'source.invalid', examples: EXAMPLES });
  if (!checked.ok) return checked;
  const { url, kind, section = null } = checked.value;
  const newsletter = await findNewsletter(deps.newsletters, checked.value.newsletter);
  return newsletter.ok ? done({ url, kind, section, newsletter: newsletter.value }) : newsletter;
}

/** `ArticlesRoom.addSource`: looked at, stored as what it was found to be, due at once, and the bell is rung for it. */
export function createAddSource(deps: ArticlesDeps): ArticlesRoom['addSource'] {
  return async (input) => {
    const wanted = await readWanted(deps, input);
    if (!wanted.ok) return wanted;
    const { newsletter, url } = wanted.value;
    if ((await deps.sources.byUrl(newsletter.id, url)) !== undefined) return alreadyThere(url, newsletter.slug);
    const found = await findSource(deps, wanted.value);
    if (!found.ok) return found;
    const source = await insertSource(deps, wanted.value, found.value);
    if (source === undefined) return alreadyThere(found.value.url, newsletter.slug);
    deps.bell.ring([{ name: 'fetch-source', sourceId: source.id }]);
    return done(source);
  };
}

/** Undefined when the newsletter has it already. */
export async function insertSource(
  deps: ArticlesDeps,
  { newsletter, section }: WantedSource,
  { url, kind, title, because }: FoundSource,
): Promise<Source | undefined> {
  const id = deps.newId();
  const at = deps.clock.now();
  const row = { id, newsletterId: newsletter.id, url, kind, section, title, chosenBecause: because, at };
  return (await deps.sources.insert(row)) ? deps.sources.byId(id) : undefined;
}

const alreadyThere = (url: string, slug: string) =>
  refuse({
    code: 'source.exists',
    kind: 'conflict',
    detail: `${slug} already takes its articles from ${redactKeys(url)}.`,
  });
