import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/articles/article-store.js';
import { selectStories, type Selection } from '../../src/issues/select-stories.js';
import { blankStory } from '../support/blank-story.js';

const HOUR = 3_600_000;
const SINCE = Date.UTC(2026, 10, 21, 6);

let made = 0;
/** A story first seen some hours after the last issue; the later, the newer. */
function story(title: string, hours: number, change: Partial<Candidate> = {}): Candidate {
  made += 1;
  const fields = { id: `id-${made}`, url: `https://tern.example/${made}`, title, at: SINCE + hours * HOUR };
  return blankStory(fields, change);
}

const inSection = (section: string, title: string, hours: number) =>
  story(title, hours, { newsletterSection: section });

function select(candidates: readonly Candidate[], change: Partial<Selection['newsletter'] & Selection> = {}) {
  const { sections = [], minArticles = 1, maxArticles = 12, ...rest } = change;
  const choices = selectStories({
    candidates,
    since: SINCE,
    newsletter: { sections, minArticles, maxArticles },
    ...rest,
  });
  return {
    chosen: choices.filter(({ chosen }) => chosen).map(({ candidate }) => candidate.title),
    why: Object.fromEntries(choices.map(({ candidate, reason }) => [candidate.title, reason])),
    words: Object.fromEntries(choices.map(({ candidate, words }) => [candidate.title, words])),
    choices,
  };
}

describe('a selection', () => {
  test('takes the newest stories and says so; the others lack room', () => {
    const { chosen, why, words } = select([story('a', 1), story('b', 3), story('c', 2)], { maxArticles: 2 });
    expect(chosen).toEqual(['b', 'c']);
    expect(why).toEqual({ b: 'newest', c: 'newest', a: 'issue-full' });
    expect(words['a']).toContain('2 stories');
  });

  test('puts featured stories in front of newer ones, and the first of them leads', () => {
    const image = { url: 'https://tern.example/p.jpg', alt: '', credit: null };
    const { chosen, why } = select([story('new', 5, { image }), story('front', 1, { featured: true })], {
      maxArticles: 2,
    });
    expect(chosen).toEqual(['front', 'new']);
    expect(why).toEqual({ front: 'featured', new: 'newest' });
  });

  test('leads with the newest story that has a picture', () => {
    const image = { url: 'https://tern.example/p.jpg', alt: '', credit: null };
    expect(select([story('plain', 5), story('pictured', 1, { image })]).chosen).toEqual(['pictured', 'plain']);
  });

  test('takes of each section at most its most, in the order of the sections', () => {
    const sections = [{ name: 'Sea' }, { name: 'Town', max: 1 }];
    const candidates = [
      inSection('Town', 't1', 9),
      inSection('Town', 't2', 8),
      inSection('Sea', 's', 1),
      story('else', 7),
    ];
    const { chosen, why, words } = select(candidates, { sections });
    expect(chosen).toEqual(['t1', 's', 'else']);
    expect(why).toMatchObject({ t2: 'section-full' });
    expect(words['t2']).toBe('Town has its 1 story already.');
  });

  test('gives a section its least before newer stories of others', () => {
    const sections = [{ name: 'Sea', min: 1 }];
    const { chosen, why } = select([story('a', 9), story('b', 8), inSection('Sea', 's', 1)], {
      sections,
      maxArticles: 2,
    });
    expect(chosen).toEqual(['a', 's']);
    expect(why).toEqual({ a: 'newest', s: 'section-minimum', b: 'issue-full' });
  });

  test('falls back on older stories only where the section or the issue lacks some', () => {
    const older = [inSection('Sea', 'old sea', -2), story('old', -3), story('older', -4)];
    const sections = [{ name: 'Sea', min: 1 }];
    const { chosen, why } = select([story('new', 1), ...older], { sections, minArticles: 3 });
    expect(chosen).toEqual(['new', 'old sea', 'old']);
    expect(why).toEqual({ new: 'newest', 'old sea': 'fall-back', old: 'fall-back', older: 'not-needed' });
    expect(select([story('new', 1), ...older]).chosen).toEqual(['new']);
  });

  test('leaves what came in after the cut-off to the next issue', () => {
    const { chosen, why, words } = select([story('early', 1), story('late', 20)], {
      cutOff: { at: SINCE + 10 * HOUR, time: '18:00' },
    });
    expect(chosen).toEqual(['early']);
    expect(why).toMatchObject({ late: 'after-cut-off' });
    expect(words['late']).toContain('18:00');
  });

  test('has a story whose embargo ended since the last issue', () => {
    expect(select([story('held', -50, { embargoUntil: SINCE + HOUR })]).chosen).toEqual(['held']);
  });

  test('has one story once, by address or by its very words', () => {
    const url = 'https://tern.example/one';
    const dek = 'The ferry sails again.';
    const { chosen, why, words } = select([
      story('first', 9, { url }),
      story('moved', 8, { url: `${url}?utm_source=x` }),
      story('Said', 7, { dek }),
      story('said', 6, { dek }),
      story('Briefing', 5),
      story('Briefing ', 4),
    ]);
    expect(chosen).toEqual(['first', 'Said', 'Briefing', 'Briefing ']);
    expect(why).toMatchObject({ moved: 'same-story', said: 'same-story' });
    expect(words['moved']).toBe('The same story as “first”.');
  });

  test('of an urgent issue is its lead alone', () => {
    const { chosen, why } = select([story('a', 2), story('b', 1)], { single: true });
    expect(chosen).toEqual(['a']);
    expect(why).toEqual({ a: 'newest', b: 'one-story' });
  });

  test('names every candidate once', () => {
    const candidates = Array.from({ length: 40 }, (_, n) => inSection(n % 2 === 0 ? 'Sea' : 'Town', `s${n}`, n - 10));
    const { choices } = select(candidates, {
      sections: [{ name: 'Sea', min: 2, max: 3 }],
      maxArticles: 5,
      minArticles: 4,
    });
    expect(new Set(choices.map(({ candidate }) => candidate.id)).size).toBe(candidates.length);
    expect(choices).toHaveLength(candidates.length);
  });
});
