/** `R` in letters for a byte, `.` for any. */
const bytesOf = (letters: string): readonly (number | undefined)[] =>
  Array.from(letters, (letter) => (letter === '.' ? undefined : letter.charCodeAt(0)));

/**
 * The first bytes of pictures that may be mailed, undefined for any. What a server calls them does not count, nor does their
 * name. All of the start is named, else a drawing could have the letters of a picture in its first words.
 */
const SIGNATURES: readonly { readonly type: string; readonly bytes: readonly (number | undefined)[] }[] = [
  { type: 'jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'gif', bytes: bytesOf('GIF8') },
  { type: 'webp', bytes: bytesOf('RIFF....WEBP') },
  /** `avif` and `avis` behind the length of the first box, which is some dozens of bytes. */
  { type: 'avif', bytes: [0, 0, 0, undefined, ...bytesOf('ftypavi')] },
];

/** `jpeg`, `png`, `gif`, `webp` or `avif`; undefined for everything else, SVG among it, which can hold scripts. */
export const pictureType = (bytes: Uint8Array): string | undefined =>
  SIGNATURES.find((each) => each.bytes.every((byte, at) => byte === undefined || bytes[at] === byte))?.type;
