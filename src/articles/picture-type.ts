/** The first bytes of pictures that may be mailed. What a server calls them does not count, nor does their name. */
const SIGNATURES: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { type: 'jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  /** `RIFF....WEBP` */
  { type: 'webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  /** `....ftypavif`, `....ftypavis` */
  { type: 'avif', at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69] },
];

/** `jpeg`, `png`, `gif`, `webp` or `avif`; undefined for everything else, SVG among it, which can hold scripts. */
export const pictureType = (bytes: Uint8Array): string | undefined =>
  SIGNATURES.find(({ at, bytes: wanted }) => wanted.every((byte, index) => bytes[at + index] === byte))?.type;
