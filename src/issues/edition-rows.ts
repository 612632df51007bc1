import type { StoryGroup } from './edition-sections.js';
import type { StoryText } from './edition-story.js';

/** A band of the HTML: one story beside its picture, or headings and stories of text alone. */
export interface Row {
  readonly picture: StoryText | null;
  readonly hasParts: boolean;
  readonly parts: readonly Part[];
}

interface Part {
  readonly heading: { readonly name: string | null } | null;
  readonly hasTexts: boolean;
  readonly texts: readonly StoryText[];
}

/** Pictures below the lead: each costs 3 KB of HTML, and Gmail cuts a mail off near 100 KB. */
const MAX_PICTURES = 5;

/**
 * Lays out the groups in as few bands as possible, since a band costs 1.3 KB and a story inside one 0.6 KB. The first story
 * of a group that has a picture shows it; the order of the stories stays.
 */
export function layOut(groups: readonly StoryGroup<StoryText>[]): readonly Row[] {
  const rows: Row[] = [];
  let pictures = 0;
  for (const { name, stories } of groups) {
    const pictured = pictures < MAX_PICTURES ? stories.findIndex((story) => story.image !== null) : -1;
    const story = stories[pictured];
    if (story === undefined) {
      append(rows, part({ name }, stories));
      continue;
    }
    pictures += 1;
    append(rows, part({ name }, stories.slice(0, pictured)));
    rows.push({ picture: story, hasParts: false, parts: [] });
    if (pictured + 1 < stories.length) append(rows, part(null, stories.slice(pictured + 1)));
  }
  return rows;
}

const part = (heading: Part['heading'], texts: readonly StoryText[]): Part => ({
  heading,
  hasTexts: texts.length > 0,
  texts,
});

function append(rows: Row[], next: Part): void {
  const last = rows.at(-1);
  if (last?.hasParts) rows[rows.length - 1] = { ...last, parts: [...last.parts, next] };
  else rows.push({ picture: null, hasParts: true, parts: [next] });
}
