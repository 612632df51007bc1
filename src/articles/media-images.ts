import type { MediaNs } from 'feedsmith';
import type { ImageOption } from './html-images.js';
import { plainText } from './plain-text.js';

const IMAGE_FILE = /\.(jpe?g|png|gif|webp|avif)(\?|$)/i;

/** Pictures of Media RSS: contents (also in groups), then thumbnails. */
export function mediaImages(media: MediaNs.ItemOrFeed | undefined): readonly (readonly ImageOption[])[] {
  if (media === undefined) return [];
  const around: MediaNs.Group = media;
  const groups = [around, ...(media.groups ?? [])];
  const contents = groups.flatMap((group) =>
    (group.contents ?? []).filter(isImage).map((content) => option(content.url, content, [content, group, around])),
  );
  const thumbnails = groups.flatMap((group) => [
    ...(group.thumbnails ?? []),
    ...(group.contents ?? []).flatMap((content) => content.thumbnails ?? []),
  ]);
  return [known(contents), known(thumbnails.map((thumbnail) => option(thumbnail.url, thumbnail, [around])))];
}

/** A picture stated by its address alone. */
export const plainImage = (url: string | undefined): readonly ImageOption[] =>
  known([option(url, { width: undefined, height: undefined }, [])]);

/** Attached files that are pictures, by type or by name. */
export const attachedImages = (
  files: readonly { readonly url?: string | undefined; readonly type?: string | undefined }[],
): readonly ImageOption[] =>
  files
    .filter((file) => (file.type === undefined ? IMAGE_FILE.test(file.url ?? '') : /^image\//i.test(file.type)))
    .flatMap((file) => plainImage(file.url));

const isImage = (content: MediaNs.Content): boolean => {
  if (content.medium !== undefined) return content.medium.toLowerCase() === 'image';
  if (content.type !== undefined) return /^image\b/i.test(content.type);
  return IMAGE_FILE.test(content.url ?? '');
};

const known = (options: readonly (ImageOption | undefined)[]): readonly ImageOption[] =>
  options.filter((image) => image !== undefined);

/** Alternative text and credit of the picture itself, else of what is around it. */
function option(
  url: string | undefined,
  size: { readonly width?: number | undefined; readonly height?: number | undefined },
  described: readonly MediaNs.Group[],
): ImageOption | undefined {
  if (url === undefined) return undefined;
  const alt = described.map((part) => part.description?.value ?? part.title?.value).find((text) => text !== undefined);
  const credits = described.map((part) => part.credits).find((list) => list !== undefined) ?? [];
  const credit = plainText(credits.map((each) => each.value ?? '').join(', '));
  return {
    url,
    width: size.width,
    height: size.height,
    alt: plainText(alt ?? ''),
    credit: credit === '' ? null : credit,
  };
}
