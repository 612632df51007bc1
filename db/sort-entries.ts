import { articleId } from '../src/articles/article-id.js';
import type { IdentifiedEntry } from '../src/articles/article-store.js';
import { contentColumns, type ContentColumns } from './article-columns.js';

/** An entry's place in its fetch and the article it already is, if any. */
export interface Known {
  readonly place: number;
  readonly id: string | null;
  readonly contentHash: string | null;
  readonly canonicalUrl: string | null;
  readonly pushed: 0 | 1;
  readonly featured: 0 | 1 | null;
}

interface Row extends ContentColumns {
  readonly id: string;
  readonly canonicalUrl: string;
  readonly contentHash: string;
}

/** What a fetch does to the store. */
export interface Sorted {
  readonly inserted: readonly Row[];
  readonly changed: readonly Row[];
  readonly unchanged: number;
  /** Stories their source began or ceased to put in front, without changing a word: `[article, 0 or 1]`. */
  readonly featured: readonly (readonly [string, 0 | 1])[];
  /** The names articles have in this source from now on: `[guid or URL, article]`. */
  readonly names: readonly (readonly [string, string])[];
  readonly places: readonly { readonly id: string; readonly entry: IdentifiedEntry }[];
}

interface Fetch {
  readonly entries: readonly IdentifiedEntry[];
  readonly known: readonly Known[];
  readonly at: number;
  /** Of these articles, those whose text this source may change. */
  readonly mayChange: (ids: readonly string[]) => ReadonlySet<string>;
}

/** Tells new, changed and known stories apart; of several entries for one story the first counts. */
export function sortEntries({ entries, known, at, mayChange }: Fetch): Sorted {
  const byPlace = new Map(known.map((each) => [each.place, each]));
  const changeable = mayChange(differing(entries, byPlace));
  const seen = new Map<string, string>();
  const inserted: Row[] = [];
  const changed: Row[] = [];
  const names: (readonly [string, string])[] = [];
  let first = 0;
  const places = entries.map((entry, place) => {
    const old = byPlace.get(place);
    const { id, isNew, isRepeated } = recognise(seen, { entry, old, at });
    names.push([entry.guid ?? entry.canonicalUrl, id]);
    if (!isRepeated) first += 1;
    if (isNew) inserted.push(rowOf(id, entry));
    const differs = old !== undefined && old.contentHash !== entry.contentHash && changeable.has(id);
    if (!isNew && !isRepeated && differs) {
      changed.push(rowOf(id, entry));
      /** The URL it had stays a name of it in this source. */
      if (old.canonicalUrl !== null) names.push([old.canonicalUrl, id]);
    }
    return { id, entry };
  });
  const unchanged = first - inserted.length - changed.length;
  return { inserted, changed, unchanged, featured: putInFront(entries, byPlace), names, places };
}

/** A source that says nothing about it changes nothing about it. */
const putInFront = (
  entries: readonly IdentifiedEntry[],
  byPlace: ReadonlyMap<number, Known>,
): readonly (readonly [string, 0 | 1])[] =>
  entries.flatMap(({ featured }, place) => {
    const old = byPlace.get(place);
    if (featured === undefined || old === undefined || old.id === null || old.pushed === 1) return [];
    const now = featured ? 1 : 0;
    return old.featured === now ? [] : [[old.id, now] as const];
  });

/** @param seen ids, URLs and guids met in this fetch, to the article. */
function recognise(
  seen: Map<string, string>,
  { entry, old, at }: { entry: IdentifiedEntry; old: Known | undefined; at: number },
): { id: string; isNew: boolean; isRepeated: boolean } {
  const keys = [entry.canonicalUrl, ...(entry.guid === null ? [] : [`guid ${entry.guid}`])];
  const earlier = old?.id ?? keys.map((key) => seen.get(key)).find((id) => id !== undefined);
  const id = earlier ?? articleId(entry.canonicalUrl, at);
  const isRepeated = seen.has(id);
  for (const key of [id, ...keys]) seen.set(key, id);
  return { id, isNew: earlier === undefined && !isRepeated, isRepeated };
}

/** Articles whose text differs; what was pushed belongs to who pushed it. */
function differing(entries: readonly IdentifiedEntry[], byPlace: ReadonlyMap<number, Known>): readonly string[] {
  return entries.flatMap((entry, place) => {
    const old = byPlace.get(place);
    if (old === undefined || old.id === null || old.pushed === 1) return [];
    return old.contentHash === entry.contentHash ? [] : [old.id];
  });
}

const rowOf = (id: string, entry: IdentifiedEntry): Row => ({
  ...contentColumns(entry),
  id,
  canonicalUrl: entry.canonicalUrl,
  contentHash: entry.contentHash,
});
