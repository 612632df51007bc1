import { DateTime } from 'luxon';
import { groupBySection } from './edition-sections.js';
import { storyText, type StoryText } from './edition-story.js';
import { slotMark } from './issue.js';
import { cleanLine, cleanOrNull, webUrl } from './render-clean.js';
import { frameOf } from './render-newsroom.js';
import type { TemplateView } from './render-template.js';
import type { Edition } from './renderer.js';

/** A row of an edition's section: a story with its picture, or stories of text alone. */
interface Block {
  readonly picture: StoryText | null;
  readonly hasTexts: boolean;
  readonly texts: readonly StoryText[];
}

/** Pictures below the lead, over all sections: each costs 3 KB of HTML, and Gmail cuts a mail off near 100 KB. */
const MAX_PICTURES = 5;

/** Everything emails/digest prints, in the order it is printed. */
export function editionView(edition: Edition): TemplateView {
  const { newsroom, newsletter } = edition;
  const [hero = null, ...others] = edition.stories.map((story, index) => storyText(story, edition, index === 0));
  const frame = frameOf(newsroom, newsletter.language);
  const name = cleanLine(newsletter.name, 80);
  return {
    ...frame,
    title: cleanLine(edition.subject, 200),
    preheader: cleanOrNull(edition.preheader, 200),
    newsletter: name,
    newsletterName: name === frame.newsroom.name ? null : name,
    date: longDate(edition),
    archiveUrl: edition.archiveUrl,
    subscribeUrl: edition.subscribeUrl,
    note: noteParagraphs(edition.note),
    hero,
    sections: sectionsOf(others, edition),
    support: supportOf(edition),
    licence: cleanOrNull(newsroom.licence, 300),
    reader: slotMark(edition.slotKey, 'reader_address'),
    unsubscribeUrl: slotMark(edition.slotKey, 'unsubscribe_url'),
    preferencesUrl: slotMark(edition.slotKey, 'preferences_url'),
  };
}

function sectionsOf(stories: readonly StoryText[], { newsletter }: Edition) {
  let pictures = MAX_PICTURES;
  return groupBySection(stories, newsletter.sections).map((group) => {
    const pictured = pictures > 0 ? group.stories.findIndex((story) => story.image !== null) : -1;
    if (pictured >= 0) pictures -= 1;
    return { name: cleanOrNull(group.name, 60), stories: group.stories, blocks: blocksOf(group.stories, pictured) };
  });
}

/** The stories in their order, cut around the one that shows its picture. */
function blocksOf(stories: readonly StoryText[], pictured: number): readonly Block[] {
  if (pictured < 0) return [textBlock(stories)];
  const before = stories.slice(0, pictured);
  const after = stories.slice(pictured + 1);
  return [
    ...(before.length > 0 ? [textBlock(before)] : []),
    { picture: stories[pictured] ?? null, hasTexts: false, texts: [] },
    ...(after.length > 0 ? [textBlock(after)] : []),
  ];
}

const textBlock = (texts: readonly StoryText[]): Block => ({ picture: null, hasTexts: true, texts });

function longDate({ localDate, newsletter }: Edition): string {
  return DateTime.fromISO(localDate, { zone: newsletter.schedule.timeZone })
    .setLocale(newsletter.language)
    .toLocaleString(DateTime.DATE_HUGE);
}

/** An editor writes plain text; an empty line begins a paragraph. */
function noteParagraphs(note: string | null) {
  const paragraphs = (note ?? '')
    .split(/\r?\n\s*\r?\n/)
    .map((paragraph) => cleanLine(paragraph, 2_000))
    .filter((paragraph) => paragraph !== '');
  return paragraphs.length === 0 ? null : { paragraphs };
}

function supportOf({ newsroom: { support } }: Edition) {
  const url = support === null ? null : webUrl(support.url);
  if (support === null || url === null) return null;
  return {
    heading: cleanLine(support.heading, 80),
    text: cleanLine(support.text, 400),
    label: cleanLine(support.label, 40),
    url,
  };
}
