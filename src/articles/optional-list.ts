/** feedsmith leaves out what a feed does not state: these read its lists as if they were always there. */
export const all = <T>(list: readonly T[] | undefined): readonly T[] => list ?? [];

export const first = <T>(list: readonly T[] | undefined): T | undefined => list?.[0];

/** The names of persons, where they are named. */
export const names = (people: readonly { readonly name?: string }[] | undefined): readonly (string | undefined)[] =>
  all(people).map((person) => person.name);
