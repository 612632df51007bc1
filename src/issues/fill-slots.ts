import { SLOTS, slotMark, type Slot } from './issue.js';

/**
 * Puts a reader's values where the marks of a variant stand, in one pass over the body.
 * @param escape makes a value safe for this body: HTML entities for `html`, nothing for `text`.
 */
export function fillSlots(
  body: string,
  slotKey: string,
  values: Readonly<Record<Slot, string>>,
  escape: (value: string) => string,
): string {
  const filled = new Map(SLOTS.map((slot) => [slotMark(slotKey, slot), escape(values[slot])]));
  const marks = new RegExp([...filled.keys()].join('|'), 'g');
  return body.replace(marks, (mark) => filled.get(mark) ?? mark);
}

/** For text and for double-quoted attributes. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
