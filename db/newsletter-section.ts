import type { Db } from './open.js';

/** The names of a newsletter's sections, by which an article finds its place in it. */
export function createSectionFinder(db: Db) {
  const names = db.sqlite.prepare<[string], { name: string }>(
    `SELECT section.value ->> 'name' AS name FROM newsletters, json_each(newsletters.settings, '$.sections') AS section
     WHERE newsletters.id = ?`,
  );
  /** The first of the article's categories that is a section, as the newsletter spells it; undefined when none is. */
  return (newsletterId: string) => {
    const known = new Map(names.all(newsletterId).map(({ name }) => [fold(name), name]));
    return (categories: readonly (string | null)[]): string | undefined =>
      categories.map((category) => known.get(fold(category ?? ''))).find((name) => name !== undefined);
  };
}

const fold = (name: string): string => name.normalize('NFC').trim().toLocaleLowerCase('und');
