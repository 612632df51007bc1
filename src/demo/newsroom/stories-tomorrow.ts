import type { SampleStory } from './sample-story.js';

export const STORIES_TOMORROW: readonly SampleStory[] = [
  {
    slug: 'storm-barrier-test',
    title: 'The storm gate closed in eleven minutes. It had twelve',
    dek: 'The first full test of the new barrier went well, loudly and in front of four thousand people.',
    author: 'Ines Calder',
    section: 'Town',
    minutesAgo: 12,
    body: [
      'The gate weighs 640 tons and makes a sound like a goods train that thinks. At 14:03 it began to move, at 14:14 the harbour was a lake.',
      'Engineers had allowed for one minute more. They spent it applauding.',
    ],
    picture: {
      name: 'storm-gate',
      alt: 'A steel gate stands half closed between two towers while high waves break against it.',
    },
  },
  {
    slug: 'tram-line-snow',
    title: 'Line 3 learns to climb in the snow',
    dek: 'Sand, patience and a driver from the mountains: how the tram got up Chapel Hill this morning.',
    author: 'Tomas Brandt',
    section: 'Town',
    minutesAgo: 20,
    body: [
      'At six the rails were ice, at half past six Marit Lund was called out of bed. She had driven trams where snow is a season and not an event.',
      'Her advice fits on a ticket: start late, stop early, never both at once.',
    ],
    picture: {
      name: 'snow-tram',
      alt: 'A red tram climbs a snowy street between dark houses with yellow windows.',
    },
  },
  {
    slug: 'eel-passage',
    title: 'A staircase for eels, 140 steps, no railing',
    dek: 'The weir at Lower Mill gets a passage made of brushes. The first traveller took nine hours.',
    author: 'Wanda Okoro',
    section: 'Shore',
    minutesAgo: 25,
    body: [
      'Young eels climb like nobody else, along wet bristles and mostly at night. A camera counted 71 in the first week.',
      'The passage cost less than the fence around it.',
    ],
    picture: null,
  },
  {
    slug: 'seal-nursery',
    title: 'Please keep your distance: 26 seals were born on the sandbank',
    dek: 'Boats stay 300 metres away until March. Telescopes are at the pier, free of charge.',
    author: 'Jun Abara',
    section: 'Shore',
    minutesAgo: 31,
    body: [
      'The pups are fed for three weeks and then left to their own opinion of the sea. Every disturbance costs them a meal.',
      'Wardens will be on the water at weekends. They carry leaflets first and fines second.',
    ],
    picture: null,
  },
  {
    slug: 'night-bakery-songs',
    title: 'What bakers sing at half past midnight',
    dek: 'An album recorded between ovens, with flour on the microphone.',
    author: 'Mateo Rossi',
    section: 'Culture',
    minutesAgo: 40,
    body: [
      'Seven bakeries, five languages, one kneading machine in the key of G. The recordings were made between the second and the third proving.',
      'The proceeds pay for the school breakfast in Rope Street.',
    ],
    picture: null,
  },
  {
    slug: 'opinion-first-ferry-letter',
    title: 'I took the night ferry to buy a newspaper',
    dek: 'A letter from the islands about the luxury of going home late.',
    author: 'Berit Lindqvist, reader',
    section: 'Opinion',
    minutesAgo: 48,
    body: [
      'For nine years my evenings ended at six, when the last boat left. Last night I heard a whole concert, had soup at sea and was home before three.',
      'I am seventy-four, and tired, and very pleased.',
    ],
    picture: null,
  },
];
