/** Where a button of the story list wants a story: `up:<id>`, `down:<id>` or `drop:<id>`. */
export interface Move {
  readonly act: 'up' | 'down' | 'drop';
  readonly id: string;
}

export function readMove(text: string): Move | undefined {
  const [, act, id] = /^(up|down|drop):(\w+)$/.exec(text) ?? [];
  return id === undefined ? undefined : { act: act as Move['act'], id };
}

/** The ids after the move, with the added ones at the end; a move of an unknown story changes nothing. */
export function reorder(
  ids: readonly string[],
  move: Move | undefined,
  added: readonly string[] = [],
): readonly string[] {
  return [...moved(ids, move), ...added.filter((id) => !ids.includes(id))];
}

function moved(ids: readonly string[], move: Move | undefined): readonly string[] {
  const at = move === undefined ? -1 : ids.indexOf(move.id);
  if (move === undefined || at === -1) return ids;
  const rest = ids.filter((id) => id !== move.id);
  if (move.act === 'drop') return rest;
  return rest.toSpliced(Math.max(0, move.act === 'up' ? at - 1 : at + 1), 0, move.id);
}
