import { newsletterSettingsSchema, type NewsletterSettings } from '../../newsletters/newsletter.js';
import { newsroomSchema, type Newsroom } from '../../newsletters/newsroom.js';
import type { SampleStory } from './sample-story.js';
import { STORIES_TODAY } from './stories-today.js';
import { STORIES_TOMORROW } from './stories-tomorrow.js';

/** An invented paper of an invented town: settings, a newsletter and two days of stories. */
export const sampleNewsroom: {
  readonly newsroom: Newsroom;
  readonly newsletter: NewsletterSettings;
  readonly note: string;
  readonly today: readonly SampleStory[];
  readonly tomorrow: readonly SampleStory[];
} = {
  newsroom: newsroomSchema.parse({
    name: 'Kestrel Bay Lantern',
    tagline: 'A small light on a long coast',
    siteUrl: 'https://lantern.example',
    language: 'en-GB',
    mailFrom: 'Kestrel Bay Lantern <morning@lantern.example>',
    replyTo: 'editors@lantern.example',
    postalAddress: 'Kestrel Bay Lantern Cooperative, 7 Rope Street, Kestrel Bay KB1 4TD',
    accentColor: '#a3321f',
    support: {
      heading: 'No owner, no adverts, 3,112 members',
      text: 'The Lantern belongs to the people who read it. Five a month pays for one visit to a council meeting, and for the bus home afterwards.',
      label: 'Become a member',
      url: 'https://lantern.example/join',
    },
    licence: 'Our articles may be republished free of charge, whole and with our name (CC BY-ND 4.0).',
    privacyUrl: 'https://lantern.example/privacy',
  }),
  newsletter: newsletterSettingsSchema.parse({
    slug: 'morning-tide',
    name: 'Morning Tide',
    description: 'What happened on our coast, at breakfast, every day.',
    language: 'en-GB',
    schedule: { time: '06:30', timeZone: 'Europe/London' },
    mode: 'automatic',
    sections: [{ name: 'Town' }, { name: 'Shore' }, { name: 'Culture' }, { name: 'Opinion' }],
    minArticles: 3,
    maxArticles: 14,
  }),
  note: 'Good morning. I was on the east quay last night, next to a man who had brought his own deckchair, and when the horn sounded half the town was in tears and the other half was looking for its gloves.\n\nBelow you will also find herons, a theatre with 88 steps and the most boring page of the budget, which I ask you to read to the end. – Ruth Amsel',
  today: STORIES_TODAY,
  tomorrow: STORIES_TOMORROW,
};
