export interface DiffPart {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Words beyond this are compared as a whole: headlines and deks are shorter. */
const MAX_WORDS = 200;

/** What became of a text, word by word; parts of one kind are joined. */
export function wordDiff(before: string, after: string): readonly DiffPart[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  if (old.length > MAX_WORDS || now.length > MAX_WORDS)
    return before === after ? join([part('same', before)]) : join([part('gone', before), part('new', after)]);
  const common = longestCommon(old, now);
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [word, next] = [old[i], now[j]];
    if (word !== undefined && word === next) {
      parts.push(part('same', word));
      [i, j] = [i + 1, j + 1];
    } else if (word !== undefined && (next === undefined || at(common, i + 1, j) >= at(common, i, j + 1))) {
      parts.push(part('gone', word));
      i += 1;
    } else {
      parts.push(part('new', next ?? ''));
      j += 1;
    }
  }
  return join(parts);
}

const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
const part = (kind: DiffPart['kind'], text: string): DiffPart => ({ kind, text });
const at = (table: readonly (readonly number[])[], i: number, j: number): number => table[i]?.[j] ?? 0;

/** Length of the longest common run of words, not necessarily side by side, from each pair of places on. */
function longestCommon(old: readonly string[], now: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: old.length + 1 }, () => Array.from({ length: now.length + 1 }, () => 0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = table[i];
      if (row === undefined) continue;
      row[j] = old[i] === now[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function join(parts: readonly DiffPart[]): readonly DiffPart[] {
  const joined: DiffPart[] = [];
  for (const { kind, text } of parts) {
    const last = joined.at(-1);
    if (last?.kind === kind) joined[joined.length - 1] = part(kind, `${last.text} ${text}`);
    else if (text !== '') joined.push(part(kind, text));
  }
  return joined;
}
