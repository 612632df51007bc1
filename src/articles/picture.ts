/**
 * `waiting`: not copied yet. `copied`: ours is served. `unreachable`: could not be fetched, so the original is used.
 * `unusable`: what came is no picture, or one nobody should be shown; the story is printed without.
 */
export const PICTURE_STATES = ['waiting', 'copied', 'unreachable', 'unusable'] as const;
export type PictureState = (typeof PICTURE_STATES)[number];

/** A picture of a story and how far our copy of it is. */
export interface Picture {
  /** Unguessable, stable: our address of it is made from this. */
  readonly id: string;
  /** Where the source has it. */
  readonly url: string;
  readonly state: PictureState;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly attempts: number;
  /** Null once it is settled. */
  readonly nextAt: number | null;
  readonly fault: string | null;
}
