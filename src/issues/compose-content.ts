import { createHash } from 'node:crypto';
import type { Article } from '../articles/article.js';
import { toBase32 } from '../kernel/base32.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { DEFAULT_VARIANT, type Issue } from './issue.js';
import type { IssueContent } from './issue-store.js';
import type { IssuesDeps } from './issues-deps.js';

/** What is to be printed; everything else follows from it. */
export interface Manuscript {
  readonly newsletter: Newsletter;
  readonly slug: string;
  readonly localDate: string;
  readonly subject: string;
  readonly preheader: string;
  readonly note: string | null;
  readonly stories: readonly { readonly article: Article; readonly section: string | null }[];
  /** Kept over edits, so that the same words give the same hash. */
  readonly slotKey: string;
  readonly edited: boolean;
}

/** An unguessable key for the slot marks of one issue: 80 bits. */
export const newSlotKey = ({ random }: Pick<IssuesDeps, 'random'>): string => toBase32(random.bytes(10));

export const archiveUrl = (baseUrl: string, newsletter: Newsletter, slug: string): string =>
  `${baseUrl}/archive/${newsletter.slug}/${slug}`;

/** Renders the manuscript and takes the hash an approval will name. Throws when the template has a fault. */
export async function composeContent(
  deps: Pick<IssuesDeps, 'renderer' | 'newsletters' | 'articles' | 'baseUrl'>,
  manuscript: Manuscript,
): Promise<IssueContent> {
  const { newsletter, slug, localDate, subject, preheader, note, stories, slotKey, edited } = manuscript;
  const { renderer, newsletters, baseUrl } = deps;
  const { html, text } = await renderer.render({
    newsroom: await newsletters.newsroom(),
    newsletter,
    subject,
    preheader,
    note,
    localDate,
    stories: await withOurPictures(deps, stories),
    slotKey,
    archiveUrl: archiveUrl(baseUrl, newsletter, slug),
    subscribeUrl: `${baseUrl}/subscribe?newsletter=${newsletter.slug}`,
  });
  const hash = contentHash([subject, preheader, html, text]);
  return {
    subject,
    preheader,
    note,
    edited,
    contentHash: hash,
    stories: stories.map(({ article, section }, position) => ({
      articleId: article.id,
      position,
      section,
      version: article.version,
    })),
    variants: [{ variant: DEFAULT_VARIANT, subject, preheader, html, text, slotKey, hash }],
  };
}

/** The mail shows our copies: addresses of publishers expire, and their servers would see who opens it. */
async function withOurPictures(
  { articles, baseUrl }: Pick<IssuesDeps, 'articles' | 'baseUrl'>,
  stories: Manuscript['stories'],
): Promise<Manuscript['stories']> {
  const shown = await articles.shownPictures(stories.flatMap(({ article }) => article.image?.url ?? []));
  return stories.map((story) => {
    const { image } = story.article;
    const url = image === null ? undefined : shown.get(image.url);
    if (image === null || url === undefined) return story;
    const ours = url === null ? null : { ...image, url: url.startsWith('/') ? `${baseUrl}${url}` : url };
    return { ...story, article: { ...story.article, image: ours } };
  });
}

/** SHA-256 over length-prefixed parts, so that no two different issues share one. */
function contentHash(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}

/** A draft with nothing decided yet but its place in the calendar. */
export function blankIssue(
  place: Pick<
    Issue,
    'id' | 'newsletterId' | 'kind' | 'localDate' | 'editionKey' | 'slug' | 'candidatesSince' | 'createdAt'
  >,
): Issue {
  return {
    ...place,
    state: 'draft',
    stateReason: null,
    subject: '',
    preheader: '',
    note: null,
    edited: false,
    contentHash: '',
    approvedHash: null,
    approvedBy: null,
    approvedAt: null,
    sendAt: null,
    frozenAt: null,
    expectedCount: null,
    excluded: null,
    batchCount: null,
    startedAt: null,
    finishedAt: null,
    updatedAt: place.createdAt,
  };
}
