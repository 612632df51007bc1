import type { ImageOption } from './html-images.js';
import { plainText } from './plain-text.js';
import { childrenOf, textOf, textsOf, type XmlNode } from './xml-node.js';

const IMAGE_FILE = /\.(jpe?g|png|gif|webp|avif)(\?|$)/i;

/** An entry's Media RSS stands in it and in groups. */
const mediaGroups = (entry: XmlNode): readonly XmlNode[] => [entry, ...childrenOf(entry, 'media:group')];

/** Pictures of Media RSS: contents (also in groups), then thumbnails. */
export function mediaImages(entry: XmlNode): readonly (readonly ImageOption[])[] {
  const groups = mediaGroups(entry);
  const contents = groups.flatMap((group) =>
    childrenOf(group, 'media:content')
      .filter(isImage)
      .map((content) => option(content, [content, group, entry])),
  );
  const thumbnails = groups.flatMap((group) =>
    [group, ...childrenOf(group, 'media:content')].flatMap((around) => childrenOf(around, 'media:thumbnail')),
  );
  return [known(contents), known(thumbnails.map((thumbnail) => option(thumbnail, [entry])))];
}

/** YouTube describes its videos in a group and nowhere else. */
export const mediaDescriptions = (entry: XmlNode): readonly string[] =>
  mediaGroups(entry).flatMap((group) => textsOf(group, 'media:description'));

export const mediaCategories = (entry: XmlNode): readonly (string | undefined)[] =>
  mediaGroups(entry)
    .flatMap((group) => childrenOf(group, 'media:category'))
    .map((category) => category.attributes['label'] ?? textOf(category));

/** A picture stated by its address alone. */
export const plainImage = (url: string | undefined): readonly ImageOption[] =>
  url === undefined ? [] : [{ url, width: undefined, height: undefined, alt: '', credit: null }];

/** Attached files that are pictures, by type or by name: RSS `enclosure url`, Atom `link href`. */
export const attachedImages = (files: readonly Pick<XmlNode, 'attributes'>[]): readonly ImageOption[] =>
  files.flatMap(({ attributes: { url, href, type } }) => {
    const address = url ?? href ?? '';
    const fits = type === undefined || type === '' ? IMAGE_FILE.test(address) : /^image\//i.test(type);
    return fits ? plainImage(address) : [];
  });

function isImage({ attributes: { medium, type, url } }: XmlNode): boolean {
  if (medium !== undefined) return medium.toLowerCase() === 'image';
  if (type !== undefined) return /^image\b/i.test(type);
  return IMAGE_FILE.test(url ?? '');
}

const known = (options: readonly (ImageOption | undefined)[]): readonly ImageOption[] =>
  options.filter((image) => image !== undefined);

/** Alternative text and credit of the picture itself, else of what is around it. */
function option(picture: XmlNode, described: readonly XmlNode[]): ImageOption | undefined {
  const { url, width, height } = picture.attributes;
  if (url === undefined) return undefined;
  const texts = (...names: readonly string[]) =>
    described.map((around) => textsOf(around, ...names)).find((found) => found.length > 0) ?? [];
  const [alt = ''] = texts('media:description', 'media:title');
  const credit = plainText(texts('media:credit').join(', '));
  return {
    url,
    width: pixels(width),
    height: pixels(height),
    alt: plainText(alt),
    credit: credit === '' ? null : credit,
  };
}

const pixels = (text: string | undefined): number | undefined => {
  const number = Number.parseInt(text ?? '', 10);
  return Number.isNaN(number) ? undefined : number;
};
