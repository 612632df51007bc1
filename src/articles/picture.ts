/**
 * `waiting`: not copied yet. `copied`: ours is served. `unreachable`: could not be fetched, so the original is used.
 * `unusable`: what came is no picture, or one nobody should be shown; the story is printed without.
 */
export const PICTURE_STATES = ['waiting', 'copied', 'unreachable', 'unusable'] as const;
export type PictureState = (typeof PICTURE_STATES)[number];

/** A picture of a story that is or will be printed, and how far our copy of it is. */
export interface Picture {
  /** Unguessable and stable: the name under which we serve it. */
  readonly id: string;
  /** Where the source has it. */
  readonly url: string;
  readonly state: PictureState;
  /** How often a copy was tried. */
  readonly attempts: number;
}

/** A picture ready to be mailed: JPEG, upright, without the camera's data. */
export interface ReducedPicture {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface PictureStore {
  /** The pictures of these addresses in their order; unknown ones are made, waiting since `at`, with an id from `newId`. */
  ensure(urls: readonly string[], made: { at: number; newId: () => string }): Promise<readonly Picture[]>;
  byId(id: string): Promise<Picture | undefined>;
  /** Ids of those to be copied now, longest due first. */
  due(now: number, limit: number): Promise<readonly string[]>;
  /** Claims the copying until `until`; undefined when it is not due, or another process was faster. */
  claim(id: string, claim: { now: number; until: number }): Promise<Picture | undefined>;
  settle(id: string, settled: SettledPicture): Promise<void>;
  /** Another try at `nextAt`. */
  postpone(id: string, again: { nextAt: number; fault: string }): Promise<void>;
}

export interface SettledPicture {
  readonly state: Exclude<PictureState, 'waiting'>;
  readonly at: number;
  readonly width?: number;
  readonly height?: number;
  readonly bytes?: number;
  readonly fault?: string;
}

/** Fetches the bytes of a picture, guarding the newsroom's network. Implemented by adapters/http-pictures.ts. */
export interface PictureFetcher {
  /** `forGood`: another try, or another's, would find the same. */
  fetch(url: string): Promise<{ readonly bytes: Uint8Array } | { readonly fault: string; readonly forGood: boolean }>;
}

/** Makes a picture small enough to be mailed. Implemented by adapters/sharp-press.ts. */
export interface PicturePress {
  reduce(bytes: Uint8Array): Promise<ReducedPicture | { readonly fault: string }>;
}

/** Where the copies lie. Implemented by adapters/picture-files.ts. */
export interface PictureFiles {
  write(id: string, jpeg: Uint8Array): Promise<void>;
  read(id: string): Promise<Uint8Array | undefined>;
}
