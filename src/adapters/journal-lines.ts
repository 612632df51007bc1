import { join } from 'node:path';
import type { DeliveryResult } from '../delivery/delivery-store.js';
import { claimKey } from '../delivery/send-journal.js';

type Claim = Parameters<typeof claimKey>[0];

/** A line of a journal. A torn `begun` holds the first part of its claim's key, or nothing of it. */
export type JournalLine =
  | { readonly kind: 'begun'; readonly claim: string }
  | { readonly kind: 'torn'; readonly claim: string }
  | { readonly kind: 'result'; readonly result: DeliveryResult };

/** Says that a claim's key is whole: fence 12, cut short, would be fence 1. */
const WHOLE = ';';

export const journalFile = (folder: string, session: string): string => join(folder, `${session}.journal`);

/** Begins with a newline, as all lines do: what a full disk left of the line before spoils only that one. */
export const begunLine = (claim: Claim): string => `\nD ${claimKey(claim)}${WHOLE}`;

export const resultLine = (result: DeliveryResult): string => `\nR ${JSON.stringify(result)}`;

/** Undefined for a torn result, which leaves its claim begun, and for anything else. */
export function readLine(line: string): JournalLine | undefined {
  if (line.startsWith('R ')) return readResult(line.slice(2));
  if (!line.startsWith('D')) return undefined;
  const claim = line.slice(2);
  return claim.endsWith(WHOLE) ? { kind: 'begun', claim: claim.slice(0, -1) } : { kind: 'torn', claim };
}

function readResult(json: string): JournalLine | undefined {
  try {
    return { kind: 'result', result: JSON.parse(json) as DeliveryResult };
  } catch {
    return undefined;
  }
}
