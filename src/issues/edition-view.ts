import { DateTime } from 'luxon';
import { layOut } from './edition-rows.js';
import { groupBySection } from './edition-sections.js';
import { storyText } from './edition-story.js';
import { slotMark } from './issue.js';
import { cleanLine, cleanOrNull, webUrl } from './render-clean.js';
import { frameOf } from './render-newsroom.js';
import type { TemplateView } from './render-template.js';
import type { Edition } from './renderer.js';

/** Everything emails/digest prints, in the order it is printed. */
export function editionView(edition: Edition): TemplateView {
  const { newsroom, newsletter } = edition;
  const [hero = null, ...others] = edition.stories.map((story, index) => storyText(story, edition, index === 0));
  const frame = frameOf(newsroom, newsletter.language);
  const name = cleanLine(newsletter.name, 80);
  const sections = groupBySection(others, newsletter.sections);
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
    sections,
    rows: layOut(sections),
    support: supportOf(edition),
    licence: cleanOrNull(newsroom.licence, 300),
    reader: slotMark(edition.slotKey, 'reader_address'),
    unsubscribeUrl: slotMark(edition.slotKey, 'unsubscribe_url'),
    preferencesUrl: slotMark(edition.slotKey, 'preferences_url'),
  };
}

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
