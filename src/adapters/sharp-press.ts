import type { Metadata } from 'sharp';
import type { PicturePress, ReducedPicture } from '../articles/picture.js';

type Sharp = (typeof import('sharp'))['default'];

/** Pixels. A camera's picture has up to 60 million; a bomb of some KB can unpack to billions. */
const MAX_PIXELS = 80_000_000;
/** Only JPEG can be made smaller while it is unpacked; others need four bytes for each of their pixels. */
const MAX_WHOLE_PIXELS = 25_000_000;
/** What libvips calls the kinds that may be mailed; AVIF is a HEIF. */
const FORMATS: readonly string[] = ['jpeg', 'png', 'gif', 'webp', 'heif', 'avif'];
/** Twice the width a mail shows, for fine screens; a tower of an infographic is kept to a screen or two. */
const WIDTH = 1_200;
const HEIGHT = 1_600;
/** Smaller ones count readers or decorate. */
const MIN_WIDTH = 100;
const MIN_HEIGHT = 50;
/** The weight of a picture in a mail (bytes), and how it is reached. */
const MAX_BYTES = 200_000;
const STEPS = [
  { scale: 1, quality: 80 },
  { scale: 1, quality: 65 },
  { scale: 0.75, quality: 60 },
  { scale: 0.5, quality: 55 },
] as const;
/** Seconds for one picture, in libvips. */
const TIME_LIMIT = 15;

/**
 * Reduces pictures with libvips: upright, on white, without EXIF, at most 1200 wide and 200 KB. One after another, for each
 * may need 200 MB. Faults are sentences.
 */
export function createSharpPress(): PicturePress {
  let loading: Promise<Sharp> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    async reduce(bytes) {
      const reduced = queue.then(async () => readably(await (loading ??= loadSharp()), bytes));
      queue = reduced.catch(() => {});
      return reduced;
    },
  };
}

async function readably(sharp: Sharp, bytes: Uint8Array): ReturnType<typeof reduce> {
  try {
    return await reduce(sharp, bytes);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { fault: `The picture cannot be read: ${reason.slice(0, 200)}.` };
  }
}

/** Loaded when the first picture comes: processes without pictures need 20 MB less. One thread, for senders run beside it. */
async function loadSharp(): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

async function reduce(sharp: Sharp, bytes: Uint8Array): Promise<ReducedPicture | { readonly fault: string }> {
  const open = () =>
    sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 }).timeout({ seconds: TIME_LIMIT });
  const fault = faultOf(await open().metadata());
  if (fault !== undefined) return { fault };
  const small = await open()
    .autoOrient()
    .resize({ width: WIDTH, height: HEIGHT, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: small.info.width, height: small.info.height, channels: small.info.channels };
  for (const { scale, quality } of STEPS) {
    const narrower = Math.max(1, Math.round(raw.width * scale));
    const { data, info } = await sharp(small.data, { raw })
      .resize({ width: narrower })
      .jpeg({ quality, mozjpeg: true })
      .toBuffer({ resolveWithObject: true });
    if (data.length <= MAX_BYTES) return { jpeg: data, width: info.width, height: info.height };
  }
  return { fault: 'The picture cannot be made small enough.' };
}

function faultOf({ format, width, height }: Pick<Metadata, 'format' | 'width' | 'height'>): string | undefined {
  if (!FORMATS.includes(format)) return `The picture is ${format}, which is not mailed.`;
  if (width < MIN_WIDTH || height < MIN_HEIGHT)
    return `The picture is ${width} x ${height} pixels, too small to be one of a story.`;
  const most = format === 'jpeg' ? MAX_PIXELS : MAX_WHOLE_PIXELS;
  return width * height > most ? `The picture is ${width} x ${height} pixels, which is too large.` : undefined;
}
