import type { Section } from '../newsletters/newsletter.js';
import { cleanLine } from './render-clean.js';

/** Stories under one heading; null for stories that belong to none. */
export interface StoryGroup<Story> {
  readonly name: string | null;
  readonly stories: readonly Story[];
}

/** A section of one's own for a single story is a label, not a section. */
const LEAST = 2;

/**
 * Stories by section: the newsletter's own order first, then other sections of two stories and more as they appear; the
 * rest last, without a name. Within a section the order stays. Names are matched whatever their case; the newsletter's
 * spelling is printed.
 */
export function groupBySection<Story extends { readonly section: string | null }>(
  stories: readonly Story[],
  sections: readonly Pick<Section, 'name'>[],
): readonly StoryGroup<Story>[] {
  const named = namesOf(sections.map(({ name }) => cleanLine(name, 60)));
  const others = namesOf(stories.map(({ section }) => section)).filter((name) => !named.some(sameAs(name)));
  const groupOf = (name: string) => ({ name, stories: stories.filter(({ section }) => sameAs(section)(name)) });
  const groups = [
    ...named.map(groupOf).filter((group) => group.stories.length > 0),
    ...others.map(groupOf).filter((group) => group.stories.length >= LEAST),
  ];
  const placed = new Set(groups.flatMap((group) => group.stories));
  const rest = stories.filter((story) => !placed.has(story));
  return rest.length === 0 ? groups : [...groups, { name: null, stories: rest }];
}

/** Each name once, in the spelling it came with first. */
const namesOf = (names: readonly (string | null)[]): readonly string[] =>
  names.filter((name) => name !== null).filter((name, index, all) => all.findIndex(sameAs(name)) === index);

const sameAs = (name: string | null) => (other: string) => name !== null && keyOf(name) === keyOf(other);

const keyOf = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
