import { decodeHTML } from 'entities';
import { plainText } from './plain-text.js';
import { tagEnd } from './strip-tags.js';

/** A picture found in an entry, before its address is resolved. */
export interface ImageOption {
  readonly url: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly alt: string;
  readonly credit: string | null;
}

/** Pictures that count readers, share, or decorate. */
const NOT_A_PICTURE =
  /feeds\.feedburner\.com|feedsportal\.com|gravatar\.com|stats\.wordpress\.com|pixel\.wp\.com|doubleclick\.net|s\.w\.org\/images\/core\/emoji|wp-smiley|images\.pheedo\.com|\/(facebook|twitter|linkedin|digg|reddit|share|icon|logo)[\w-]*\.(gif|png)|\/(pixel|blank|spacer|1x1|transparent)\b[^/]*\.(gif|png)|\.svg(\?|$)/i;

/** The entry's text beyond this is not searched. */
const MAX_HTML = 200_000;
const MAX_IMAGES = 20;

/** The pictures in a piece of HTML, in their order; counting pixels and icons are left out. */
export function htmlImages(html: string): readonly ImageOption[] {
  const text = html.slice(0, MAX_HTML);
  const images: ImageOption[] = [];
  for (const match of text.matchAll(/<img\b/gi)) {
    if (images.length >= MAX_IMAGES) break;
    const end = tagEnd(text, match.index);
    if (end === undefined) break;
    const image = readImage(text.slice(match.index, end));
    if (image !== undefined) images.push(image);
  }
  return images;
}

function readImage(tag: string): ImageOption | undefined {
  const src = [attribute(tag, 'src'), attribute(tag, 'data-src')].find((url) => url !== '' && !url.startsWith('data:'));
  const [width, height] = [pixels(attribute(tag, 'width')), pixels(attribute(tag, 'height'))];
  if (src === undefined || NOT_A_PICTURE.test(tag) || isTiny(width) || isTiny(height)) return undefined;
  return { url: src, width, height, alt: plainText(attribute(tag, 'alt')), credit: null };
}

function attribute(tag: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*("([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return decodeHTML(match?.[2] ?? match?.[3] ?? match?.[4] ?? '').trim();
}

const pixels = (text: string): number | undefined =>
  /^\d{1,5}(px)?$/.test(text) ? Number.parseInt(text, 10) : undefined;

/** Emoji and share icons are up to 48 pixels, counting pixels 1 or 2. */
export const isTiny = (length: number | undefined): boolean => length !== undefined && length <= 48;

export const isPicture = (url: string): boolean => !NOT_A_PICTURE.test(url);
