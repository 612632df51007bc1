import { DateTime } from 'luxon';
import type { ArticleImage } from '../articles/article.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { cleanLine, cleanOrNull, webUrl } from './render-clean.js';
import { textDirection, type Direction } from './render-direction.js';
import type { Edition, EditionStory } from './renderer.js';

/** A story as the templates print it. A part that is missing is null, so that the template leaves no gap. */
export interface StoryText {
  readonly url: string;
  readonly title: string;
  readonly dek: string | null;
  readonly section: string | null;
  readonly byline: string | null;
  readonly image: Picture | null;
  /** Set when the story is in another language than the edition. */
  readonly foreign: { readonly lang: string; readonly dir: Direction } | null;
}

interface Picture {
  readonly src: string;
  readonly alt: string;
  readonly credit: string | null;
}

const MAX_TITLE = 240;
const MAX_DEK = 200;
const MAX_LEAD_DEK = 400;

/** @param lead the first story may say more. */
export function storyText(story: EditionStory, edition: Edition, lead: boolean): StoryText {
  const { article } = story;
  const title = cleanLine(article.title, MAX_TITLE);
  const dek = cleanOrNull(article.dek, lead ? MAX_LEAD_DEK : MAX_DEK);
  return {
    url: webUrl(article.url) ?? edition.newsroom.siteUrl,
    title,
    dek: dek === title ? null : dek,
    section: cleanOrNull(story.section, 60),
    byline: bylineOf(story, edition),
    image: article.image === null ? null : pictureOf(article.image, title),
    foreign: foreignLanguage(article.language, edition.newsletter),
  };
}

/** Names that say nothing about the picture: the file's own, or just what it is. */
const NO_ALT = /\.(jpe?g|png|gif|webp|avif|svg)$|^(image|photo|picture|img|thumbnail)$/i;

function pictureOf(image: ArticleImage, title: string): Picture | null {
  const src = webUrl(image.url);
  if (src === null) return null;
  const alt = cleanLine(image.alt, 250);
  return { src, alt: NO_ALT.test(alt) || alt === title ? '' : alt, credit: cleanOrNull(image.credit, 120) };
}

/** Author, and the day when the story is older than yesterday: a digest's stories are from yesterday unless it says so. */
function bylineOf({ article }: EditionStory, edition: Edition): string | null {
  const parts = [cleanOrNull(article.author, 120), olderDay(article.publishedAt, edition)];
  const byline = parts.filter((part) => part !== null).join(' · ');
  return byline === '' ? null : byline;
}

function olderDay(publishedAt: number | null, { newsletter, localDate }: Edition): string | null {
  if (publishedAt === null) return null;
  const zone = newsletter.schedule.timeZone;
  const published = DateTime.fromMillis(publishedAt, { zone }).setLocale(newsletter.language);
  const today = DateTime.fromISO(localDate, { zone });
  if (!published.isValid || today.diff(published.startOf('day'), 'days').days < 1.5) return null;
  const sameYear = published.year === today.year;
  return published.toLocaleString({ day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

function foreignLanguage(language: string | null, newsletter: Newsletter): StoryText['foreign'] {
  if (language === null || !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language)) return null;
  if (baseOf(language) === baseOf(newsletter.language)) return null;
  return { lang: language, dir: textDirection(language) };
}

const baseOf = (language: string) => language.toLowerCase().split('-')[0];
