import type { Clock } from '../kernel/clock.js';
import { ID_LENGTH } from '../kernel/ids.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import { DEFAULT_VARIANT } from '../issues/issue.js';
import { compilePlate } from './compile-plate.js';
import { loadPlates, type PlateDeps } from './plates.js';
import type { Plate } from './press.js';

export interface PreviewDeps extends PlateDeps {
  readonly clock: Clock;
}

/** Nobody: links made for this id are well formed and act on no reader. */
export const NOBODY = '0'.repeat(ID_LENGTH);

const EXAMPLE_READER = 'reader@example.org';

/** The whole message as it would go to a reader, headers and signature included; its links act on nobody. */
export async function previewMessage(deps: PreviewDeps, issueId: string): Promise<Outcome<Uint8Array>> {
  const plate = await plateOf(deps, issueId);
  if (!plate.ok) return plate;
  const reader = { subscriberId: NOBODY, email: EXAMPLE_READER, dateHeader: deps.clock.now() };
  const printer = await compilePlate(deps.press, plate.value);
  return done((await printer.print(reader)).bytes);
}

/** What all readers of the issue share, or a refusal in words. */
export async function plateOf(deps: PlateDeps, issueId: string): Promise<Outcome<Plate>> {
  const plate = (await loadPlates(deps, issueId))?.of(DEFAULT_VARIANT);
  if (plate !== undefined) return done(plate);
  return refuse({
    code: 'issue.unknown',
    kind: 'unknown',
    detail: 'There is no such issue, or it is not rendered yet.',
  });
}
