import { MINUTE, SECOND } from '../kernel/clock.js';
import { toBase32 } from '../kernel/base32.js';
import type { ArticlesDeps } from './deps.js';
import type { Picture } from './picture.js';
import { pictureType } from './picture-type.js';
import { redactKeys } from './redact-keys.js';

type Deps = Pick<
  ArticlesDeps,
  'pictures' | 'pictureFetcher' | 'press' | 'files' | 'bell' | 'clock' | 'random' | 'logger'
>;

/** Longer than a copy ever takes. */
const LEASE = 2 * MINUTE;
/** Waits before the second and the third try; then the original is used. */
const AGAIN = [20 * SECOND, 2 * MINUTE] as const;
const TRIES = AGAIN.length + 1;

/** Our name of a picture, `p3x….jpg`: 80 bits that nobody can guess. */
const newPictureId = ({ random }: Pick<Deps, 'random'>): string => toBase32(random.bytes(10));

/**
 * What an issue shows for the pictures of its stories: our copy's path, the original where it cannot be copied, null where it
 * is no picture. Unknown ones are going to be copied from now on; their path is ours already and stays, so that an issue need
 * not be rendered anew when the copy is there.
 */
export async function shownPictures(deps: Deps, urls: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (urls.length === 0) return new Map();
  const made = { at: deps.clock.now(), newId: () => newPictureId(deps) };
  const pictures = await deps.pictures.ensure([...new Set(urls)], made);
  const waiting = pictures.filter(({ state }) => state === 'waiting');
  deps.bell.ring(waiting.map(({ id }) => ({ name: 'copy-picture', pictureId: id })));
  return new Map(pictures.map((picture) => [picture.url, shownAs(picture)]));
}

const SHOWN: Readonly<Record<Picture['state'], (picture: Picture) => string | null>> = {
  waiting: ({ id }) => picturePath(id),
  copied: ({ id }) => picturePath(id),
  unreachable: ({ url }) => url,
  unusable: () => null,
};

const shownAs = (picture: Picture): string | null => SHOWN[picture.state](picture);

/** Below BASE_URL. */
const picturePath = (id: string): string => `/pictures/${id}.jpg`;

/** Copies one picture, if it is due: fetches, looks what it is, makes it small, stores it. Safe to repeat. */
export async function copyPicture(deps: Deps, id: string): Promise<void> {
  const now = deps.clock.now();
  const picture = await deps.pictures.claim(id, { now, until: now + LEASE });
  if (picture === undefined) return;
  if (picture.attempts > TRIES) return giveUp(deps, picture, 'Copying it broke off again and again.');
  const fetched = await deps.pictureFetcher.fetch(picture.url);
  if ('fault' in fetched)
    return fetched.forGood ? refuse(deps, picture, fetched.fault) : tryAgain(deps, picture, fetched.fault);
  if (pictureType(fetched.bytes) === undefined)
    return refuse(deps, picture, 'What came is no JPEG, PNG, GIF, WebP or AVIF picture.');
  const reduced = await deps.press.reduce(fetched.bytes);
  if ('fault' in reduced) return refuse(deps, picture, reduced.fault);
  const { jpeg, width, height } = reduced;
  await deps.files.write(id, jpeg);
  const at = deps.clock.now();
  await deps.pictures.settle(id, { state: 'copied', at, width, height, bytes: jpeg.length });
  deps.logger.info('picture.copied', { picture: id, width, height, bytes: jpeg.length, from: fetched.bytes.length });
}

async function refuse(deps: Deps, { id, url }: Picture, fault: string): Promise<void> {
  await deps.pictures.settle(id, { state: 'unusable', at: deps.clock.now(), fault });
  deps.logger.warn('picture.unusable', { picture: id, url: redactKeys(url), fault });
}

async function tryAgain(deps: Deps, picture: Picture, fault: string): Promise<void> {
  const wait = AGAIN[picture.attempts - 1];
  if (wait === undefined) return giveUp(deps, picture, fault);
  await deps.pictures.postpone(picture.id, { nextAt: deps.clock.now() + wait, fault });
}

async function giveUp(deps: Deps, { id, url }: Picture, fault: string): Promise<void> {
  await deps.pictures.settle(id, { state: 'unreachable', at: deps.clock.now(), fault });
  deps.logger.warn('picture.unreachable', { picture: id, url: redactKeys(url), fault });
}

/** What is served under our address of a picture. */
export type ServedPicture =
  | { readonly kind: 'ours'; readonly jpeg: Uint8Array }
  /** Not copied yet, or not to be had: the reader's program looks there. */
  | { readonly kind: 'elsewhere'; readonly url: string };

/** Undefined when there is no such picture, or it is none to be shown. */
export async function servePicture(deps: Deps, id: string): Promise<ServedPicture | undefined> {
  const picture = await deps.pictures.byId(id);
  if (picture === undefined || picture.state === 'unusable') return undefined;
  const jpeg = picture.state === 'copied' ? await deps.files.read(id) : undefined;
  return jpeg === undefined ? { kind: 'elsewhere', url: picture.url } : { kind: 'ours', jpeg };
}
