import type { ImageOption } from '../html-images.js';

/** What a web page says about itself, as it says it. Addresses are not resolved yet. */
export interface PageFacts {
  /** The address the page came from, else undefined. */
  readonly url: string | undefined;
  readonly base: string | undefined;
  readonly language: string | undefined;
  readonly title: string;
  readonly headings: readonly string[];
  /** By name, property or itemprop, in lower case; in the order of the page. */
  readonly metas: ReadonlyMap<string, readonly string[]>;
  readonly links: readonly PageLink[];
  /** Links whose address or words speak of a feed. */
  readonly feedAnchors: readonly string[];
  /** Scripts of the type `application/ld+json`. */
  readonly linkedData: readonly string[];
  /** Paragraphs of the story, where the page marks one, else all outside of menus and footers. */
  readonly paragraphs: readonly string[];
  readonly pictures: readonly ImageOption[];
  readonly times: readonly string[];
  readonly hasPasswordField: boolean;
}

/** `<link rel=... type=... href=...>` */
export interface PageLink {
  readonly rel: string;
  readonly type: string;
  readonly href: string;
  readonly title: string;
}

export const metaOf = ({ metas }: PageFacts, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => metas.get(name) ?? []);
