import type { ArticleImage } from './article.js';
import { absoluteUrl } from './absolute-url.js';
import { isPicture, isTiny, type ImageOption } from './html-images.js';

/** A hero is 600 pixels wide; the smallest picture that fills it is the kindest to a reader's mobile plan. */
const HERO_WIDTH = 600;

/**
 * The best picture: from the first group that has any, the smallest at least 600 wide, else one of unknown width, else
 * the widest. Groups stand in the order in which feeds can be trusted.
 */
export function chooseImage(
  groups: readonly (readonly ImageOption[])[],
  bases: readonly (string | undefined)[],
): ArticleImage | null {
  for (const group of groups) {
    const usable = group.filter((image) => isPicture(image.url) && !isTiny(image.width) && !isTiny(image.height));
    for (const image of usable.toSorted((a, b) => rank(a) - rank(b))) {
      const url = absoluteUrl(image.url, bases);
      if (url !== undefined) return { url, alt: image.alt, credit: image.credit };
    }
  }
  return null;
}

/** Lower is better. */
function rank({ width }: ImageOption): number {
  if (width === undefined) return 100_000;
  return width >= HERO_WIDTH ? width : 200_000 - width;
}
