/** What a limit lets through now, and milliseconds until it lets something through. */
export interface Room {
  readonly room: number;
  readonly wait: number;
}

export const NO_LIMIT: Room = { room: Infinity, wait: 0 };
