import type { Source } from '../../articles/source.js';
import { sourceState, type SourceState } from '../../articles/source-state.js';
import type { Tone } from '../components.js';
import { agoWords, durationWords } from './words.js';

const LABELS: Readonly<Record<SourceState, { label: string; tone: Tone }>> = {
  new: { label: 'New', tone: 'plain' },
  well: { label: 'Well', tone: 'good' },
  quiet: { label: 'Quiet', tone: 'warn' },
  failing: { label: 'Failing', tone: 'bad' },
  stopped: { label: 'Stopped', tone: 'bad' },
};

/** How a source is doing: a word, and sentences. */
export function healthWords(source: Source, now: number): { label: string; tone: Tone; sentence: string } {
  const state = sourceState(source);
  return { ...LABELS[state], sentence: SENTENCES[state](source, now) };
}

const SENTENCES: Readonly<Record<SourceState, (source: Source, now: number) => string>> = {
  new: () => 'Not fetched yet.',
  well: answered,
  quiet: answered,
  failing: (source, now) => {
    const { failures, failingSince, lastError } = source;
    const times = failures === 1 ? 'Failed' : `Failed ${failures} times in a row`;
    const since = failures === 1 || failingSince === null ? '' : `, first ${agoWords(failingSince, now)}`;
    return `${lastError ?? 'The fetch failed.'} ${times}${since}. ${storyWords(source, now)}; ${nextWords('next try', source, now)}.`;
  },
  stopped: (source, now) => `${source.lastError ?? 'It is gone for good.'} ${storyWords(source, now)}.`,
};

function answered(source: Source, now: number): string {
  const fetched = source.lastFetchAt === null ? '' : `Answered ${agoWords(source.lastFetchAt, now)}. `;
  return `${fetched}${storyWords(source, now)}; ${nextWords('next fetch', source, now)}.${movedWords(source)}`;
}

const storyWords = ({ lastNewAt }: Source, now: number): string =>
  lastNewAt === null ? 'No story so far' : `Last new story ${agoWords(lastNewAt, now)}`;

const nextWords = (what: string, { nextFetchAt }: Source, now: number): string =>
  nextFetchAt > now ? `${what} in ${durationWords(nextFetchAt - now)}` : `${what} any moment`;

const movedWords = ({ movedTo }: Source): string =>
  movedTo === null ? '' : ` It says that it moved to ${movedTo}; that is believed after three answers.`;
