import { ALPHABET, toBase32 } from './base32.js';
import type { Clock } from './clock.js';
import type { Random } from './random.js';

/** 16 characters of base32: 48 bits of time, so that ids sort by age, and 32 random bits. */
export type NewId = () => string;

/** Length of every id; signed tokens rely on it to take ids apart. */
export const ID_LENGTH = 16;

const ID_PATTERN = /^[0-9a-hjkmnp-tv-z]{16}$/;

export const isId = (text: string): boolean => ID_PATTERN.test(text);

/** Ids made within one millisecond of one process share their time part and differ in 32 random bits. */
export function createNewId({ clock, random }: { clock: Clock; random: Random }): NewId {
  return () => {
    const bytes = new Uint8Array(10);
    new DataView(bytes.buffer).setUint32(0, Math.floor(clock.now() / 0x10000));
    new DataView(bytes.buffer).setUint16(4, clock.now() % 0x10000);
    bytes.set(random.bytes(4), 6);
    return toBase32(bytes);
  };
}

/** When an id was made, in milliseconds: what it begins with. */
export function timeOfId(id: string): number {
  let bits = 0n;
  for (const char of id.slice(0, TIME_LENGTH)) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(char));
  return Number(bits >> 2n);
}

/** Characters that hold the 48 bits of time and two random ones. */
const TIME_LENGTH = 10;
