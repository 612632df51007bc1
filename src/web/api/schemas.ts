import { CORRECTION_DECISIONS } from '../../issues/correction.js';
import { WEEKDAYS } from '../../newsletters/newsletter.js';
import { SOURCE_KINDS } from '../../articles/source.js';
import type { JsonSchema } from './api-call.js';

/** Bodies as openapi.json shows them. The rooms check the real input; a test keeps the names here true. */

const text = (description?: string, example?: string): JsonSchema => ({
  type: 'string',
  ...(description === undefined ? {} : { description }),
  ...(example === undefined ? {} : { examples: [example] }),
});
const wholeNumber = (description: string): JsonSchema => ({ type: 'integer', description });
const time = (description: string): JsonSchema => ({ type: 'string', format: 'date-time', description });
const ids = (description: string): JsonSchema => ({ type: 'array', items: { type: 'string' }, description });
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
});

export const newsroomBody = object({
  name: text('', 'The Lantern'),
  tagline: text('One line under the name'),
  siteUrl: { type: 'string', format: 'uri', examples: ['https://lantern.example'] },
  language: text('', 'en'),
  mailFrom: text('The sender of every mail', 'The Lantern <news@lantern.example>'),
  replyTo: { type: ['string', 'null'], description: 'Where answers go, when not to the sender' },
  postalAddress: text('Printed in every issue; nothing is sent without it', '1 Quay, Harbour'),
  accentColor: text('', '#9b1c1c'),
  support: {
    type: ['object', 'null'],
    description: 'The support block: `{heading, text, label, url}`',
  },
  licence: { type: ['string', 'null'], description: 'The note on republishing' },
  privacyUrl: { type: ['string', 'null'], format: 'uri' },
  remindAfterDays: {
    type: ['integer', 'null'],
    description: 'A sign-up nobody confirmed is reminded of once, after 1, 2 or 3 days; null, as when never set: never',
  },
  softBounces: object({
    days: wholeNumber('A mailbox that fails on this many days is suppressed; 3 when never set'),
    within: wholeNumber('Counting the failures of this many days; 30 when never set'),
  }),
});

export const newsletterBody = (required: readonly string[]): JsonSchema =>
  object(
    {
      slug: text('Lower-case words joined by hyphens; part of public addresses', 'daily'),
      name: text('', 'The Daily'),
      description: text('One line for the sign-up page'),
      language: text('', 'en'),
      schedule: object({
        time: text('Local time of day', '07:00'),
        days: { type: 'array', items: { type: 'string', enum: WEEKDAYS } },
        timeZone: text('IANA name', 'Europe/Berlin'),
      }),
      mode: { type: 'string', enum: ['automatic', 'review'], description: '`review` waits for an approval' },
      sections: {
        type: 'array',
        items: { type: ['string', 'object'] },
        description: 'Names, or `{name, max, min}`: the most and the least of a section in one issue',
      },
      sources: {
        type: 'array',
        items: { type: ['string', 'object'] },
        description: 'Feed addresses, or `{url, section}`',
      },
      minArticles: wholeNumber('With fewer stories nothing is sent'),
      maxArticles: wholeNumber('At most this many stories'),
      cutOff: { type: ['string', 'null'], description: 'Local time after which no story comes in by itself, `06:30`' },
      fallbackDays: wholeNumber(
        'Left-over stories up to this many days older than the last issue fill up what is missing',
      ),
      leadMinutes: wholeNumber('The draft is built this many minutes before it is due'),
      staleAfterMinutes: wholeNumber('An issue this late is not sent any more'),
      sendWindow: {
        type: ['object', 'null'],
        properties: { from: text('Local time', '06:00'), to: text('Local time', '22:00') },
        required: ['from', 'to'],
        description:
          'Digests and specials go out between these times only, in the time zone of the schedule; urgent issues always',
      },
      doubtPolicy: { type: 'string', enum: ['resend', 'hold'] },
      active: { type: 'boolean' },
    },
    required,
  );

export const sourceBody = object(
  {
    newsletter: text('Id or slug', 'daily'),
    url: {
      type: 'string',
      format: 'uri',
      description: "A site, a feed, a WordPress or Ghost API, or a story; Ghost's key in the query",
      examples: ['https://example.org/', 'https://example.org/ghost/api/content/posts/?key=KEY'],
    },
    kind: { type: 'string', enum: SOURCE_KINDS, description: 'Found out when absent' },
    section: text('For stories that name none', 'Politics'),
  },
  ['newsletter', 'url'],
);

export const linkBody = object(
  {
    newsletter: text('Id or slug', 'daily'),
    url: { type: 'string', format: 'uri', examples: ['https://example.org/2026/harbour-reopens'] },
    section: text('For a story that names none', 'Politics'),
  },
  ['newsletter', 'url'],
);

export const articleBody = object(
  {
    url: { type: 'string', format: 'uri' },
    title: text(),
    dek: text('One or two sentences under the headline'),
    author: text(),
    section: text(),
    image: { type: ['string', 'object'], description: 'Address, or `{url, alt, credit}`' },
    language: text('', 'en'),
    publishedAt: time('When it was published'),
    body: text('Plain text of the whole story'),
    embargoUntil: time('Not in any issue before'),
    featured: { type: 'boolean', description: 'Taken before newer stories' },
    newsletters: ids('Slugs; all newsletters when absent'),
  },
  ['url', 'title', 'publishedAt'],
);

export const subscriberBody = object(
  {
    email: { type: 'string', format: 'email' },
    newsletters: ids('Slugs or ids'),
    name: text(),
    confirmed: { type: 'boolean', description: 'Must be true: this call is for readers who confirmed elsewhere' },
    consent: object({ text: text('What the reader saw'), at: time('When they agreed'), ip: text() }, ['text', 'at']),
  },
  ['email', 'newsletters', 'consent', 'confirmed'],
);

export const liftBody = object(
  { reason: text('Why it is lifted; kept in the log', 'The reader wrote that the mailbox works again') },
  ['reason'],
);

export const suppressionBody = object(
  { address: { type: 'string', format: 'email' }, reason: text('', 'asked by phone'), detail: text() },
  ['address', 'reason'],
);

export const issueBody = object(
  {
    newsletter: text('Id or slug', 'daily'),
    kind: { type: 'string', enum: ['digest', 'urgent', 'special'] },
    articles: ids('Ids of articles in print order; the newest candidates when absent'),
    subject: text(),
    note: text("The editor's words above the stories"),
  },
  ['newsletter'],
);

export const issuePatchBody = object({
  subject: text(),
  preheader: text('The line an inbox shows after the subject'),
  note: text("The editor's words above the stories"),
  articles: ids('Ids in their new order; one left out is dropped'),
  hash: text('The hash you saw; refused as issue.changed when somebody was faster'),
});

export const correctionBody = object(
  {
    issue: text('Id of the issue'),
    article: text('Id of the article'),
    version: wholeNumber('The version you saw'),
    decision: { type: 'string', enum: CORRECTION_DECISIONS },
  },
  ['issue', 'article', 'version', 'decision'],
);

export const approveBody = object({ hash: text('The hash of what you saw') }, ['hash']);
export const sendBody = object({ at: time('Now when absent') });
export const pauseBody = object({ reason: text('Shown at the desk') });
export const retryBody = object({ reason: text('Only what failed for this reason', 'mailbox-full') });
export const testBody = object({ to: { type: 'array', items: { type: 'string', format: 'email' } } }, ['to']);
