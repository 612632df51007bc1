import { HOUR, MINUTE, DAY } from '../kernel/clock.js';
import { absoluteUrl } from './absolute-url.js';
import { isObject, listIn, parseJson, textIn, type JsonObject } from './json-values.js';

/** What a feed says of its own fetching. */
export interface FeedManners {
  /** Milliseconds between two fetches, from `ttl` and `sy:updatePeriod`; null when it does not say. */
  readonly interval: number | null;
  /** Hours in GMT, 0 to 23, in which nothing changes. */
  readonly skipHours: readonly number[];
  /** Days in GMT, 1 for Monday to 7 for Sunday. */
  readonly skipDays: readonly number[];
  /** Where to subscribe to changes (WebSub), and under which name; absolute. */
  readonly hub: string | null;
  readonly self: string | null;
}

/** Of what stands before the first entry, and after the last, this much is looked at. */
const MOST = 64 * 1024;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const PERIODS: Readonly<Record<string, number>> = {
  hourly: HOUR,
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 30 * DAY,
  yearly: 365 * DAY,
};

/**
 * Reads a decoded feed's manners; those of a text that is none are empty.
 * @param url where it came from: links may be relative
 */
export function readManners(text: string, url?: string): FeedManners {
  return text.trimStart().startsWith('{') ? jsonManners(text, url) : xmlManners(outsideEntries(text), url);
}

function xmlManners(channel: string, url: string | undefined): FeedManners {
  const links = [...channel.matchAll(/<(?:[\w.-]{1,40}:)?link\s([^>]{1,4000})>/gi)].map(
    ([, attributes = '']) => attributes,
  );
  const linked = (rel: string) => {
    const link = links.find((each) => words(attribute(each, 'rel')).includes(rel));
    return link === undefined ? null : (absoluteUrl(attribute(link, 'href'), [url]) ?? null);
  };
  const hours = leaves(within(channel, 'skipHours'), 'hour').map(Number);
  const days = leaves(within(channel, 'skipDays'), 'day').map((day) => DAYS.indexOf(day.toLowerCase()) + 1);
  return {
    interval: intervalOf(channel),
    // Userland's RSS counted 1 to 24.
    skipHours: hours.map((hour) => hour % 24).filter((hour) => Number.isInteger(hour) && hour >= 0),
    skipDays: days.filter((day) => day > 0),
    hub: linked('hub'),
    self: linked('self'),
  };
}

function intervalOf(channel: string): number | null {
  const ttl = Number(leaves(channel, 'ttl')[0]);
  const period = PERIODS[(leaves(channel, 'updatePeriod')[0] ?? '').toLowerCase()];
  const frequency = Number(leaves(channel, 'updateFrequency')[0] ?? 1);
  const waits = [ttl * MINUTE, period === undefined || !(frequency >= 1) ? 0 : period / frequency];
  const longest = Math.max(...waits.filter((wait) => wait > 0), 0);
  return longest === 0 ? null : Math.round(longest);
}

/** The part of the channel that is no entry, comment or quoted text. */
function outsideEntries(text: string): string {
  const first = text.search(/<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]/i);
  if (first < 0) return text.slice(0, MOST);
  const last = Math.max(...['item>', 'entry>'].map((end) => text.toLowerCase().lastIndexOf(end)));
  return text.slice(0, Math.min(first, MOST)) + text.slice(Math.max(first, last, text.length - MOST));
}

/** What stands in the first element of a name; '' without one. */
function within(text: string, name: string): string {
  const start = text.search(new RegExp(`<${name}[\\s>]`, 'i'));
  const end = start < 0 ? -1 : text.toLowerCase().indexOf(`</${name.toLowerCase()}`, start);
  return end < 0 ? '' : text.slice(start, end);
}

/** The short texts of all elements of a name, whatever their prefix. Lengths are bounded: the text may be hostile. */
const leaves = (text: string, name: string): readonly string[] =>
  [...text.matchAll(leaf(name))].map(([, inner = '']) => inner.replace(/\]\]>?$/, '').trim());

const leaf = (name: string): RegExp =>
  new RegExp(`<(?:[\\w.-]{1,40}:)?${name}(?:\\s[^>]{0,300})?>\\s{0,100}(?:<!\\[CDATA\\[)?([^<]{0,100})`, 'gi');

function attribute(tag: string, name: string): string {
  const [, , value = ''] = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(["'])(.*?)\\1`, 'is').exec(tag) ?? [];
  return value.replaceAll('&amp;', '&').trim();
}

const words = (text: string): readonly string[] => text.toLowerCase().split(/\s+/);

function jsonManners(text: string, url: string | undefined): FeedManners {
  const none = { interval: null, skipHours: [], skipDays: [], hub: null, self: null };
  const feed = parseJson(text);
  if (!isObject(feed)) return none;
  const hub = listIn(feed, 'hubs')
    .map(webSubUrl)
    .find((address) => address !== undefined);
  return { ...none, hub: absoluteUrl(hub, [url]) ?? null, self: absoluteUrl(textIn(feed, 'feed_url'), [url]) ?? null };
}

const webSubUrl = ({ type, url }: JsonObject): string | undefined => {
  return typeof type === 'string' && /^websub$/i.test(type) && typeof url === 'string' ? url : undefined;
};
