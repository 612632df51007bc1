import type { Section } from '../newsletters/newsletter.js';

/** Stories under one heading; null for stories that belong to no section. */
export interface StoryGroup<Story> {
  readonly name: string | null;
  readonly stories: readonly Story[];
}

/**
 * Stories by section: the newsletter's own order first, then other sections as they appear, stories without one last.
 * Within a section the order stays. Names are matched whatever their case; the newsletter's spelling is printed.
 */
export function groupBySection<Story extends { readonly section: string | null }>(
  stories: readonly Story[],
  sections: readonly Pick<Section, 'name'>[],
): readonly StoryGroup<Story>[] {
  const names = new Map(sections.map(({ name }) => [keyOf(name), name]));
  const groups = new Map<string, Story[]>([...names.keys()].map((key) => [key, []]));
  const loose: Story[] = [];
  for (const story of stories) {
    if (story.section === null) {
      loose.push(story);
      continue;
    }
    const key = keyOf(story.section);
    if (!names.has(key)) names.set(key, story.section);
    groups.set(key, [...(groups.get(key) ?? []), story]);
  }
  return [
    ...[...groups].map(([key, grouped]) => ({ name: names.get(key) ?? key, stories: grouped })),
    { name: null, stories: loose },
  ].filter((group) => group.stories.length > 0);
}

const keyOf = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
