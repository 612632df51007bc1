import { WEEKDAYS, type Newsletter } from '../../newsletters/newsletter.js';

/** The fields of the newsletter form as texts and lists, as they are shown and as they come back. */
export type NewsletterForm = Readonly<Record<string, unknown>>;

const NUMBERS = ['minArticles', 'maxArticles', 'fallbackDays', 'leadMinutes', 'staleAfterMinutes'] as const;
const TEXTS = ['slug', 'name', 'description', 'language', 'mode', 'doubtPolicy'] as const;

/** What the form starts from: the newsletter, or a daily morning digest. */
export function newsletterForm(newsletter: Newsletter | undefined): NewsletterForm {
  if (newsletter === undefined) return START;
  const { schedule, sections, sendWindow } = newsletter;
  return {
    ...newsletter,
    time: schedule.time,
    days: schedule.days,
    timeZone: schedule.timeZone,
    windowFrom: sendWindow?.from ?? '',
    windowTo: sendWindow?.to ?? '',
    cutOff: newsletter.cutOff ?? '',
    sections: sections.map(sectionLine).join('\n'),
    active: newsletter.active ? 'yes' : '',
  };
}

const START: NewsletterForm = {
  language: 'en',
  time: '07:00',
  days: WEEKDAYS,
  timeZone: 'Europe/Berlin',
  mode: 'review',
  doubtPolicy: 'resend',
  minArticles: 3,
  maxArticles: 12,
  fallbackDays: 0,
  leadMinutes: 30,
  staleAfterMinutes: 360,
  active: 'yes',
};

/** The form as settings, still unchecked: the newsletters room names what is wrong. */
export function readNewsletterForm(form: NewsletterForm): object {
  const texts = TEXTS.map((name) => [name, form[name]] as const);
  const numbers = NUMBERS.map((name) => [name, readNumber(form[name])] as const);
  return {
    ...Object.fromEntries([...texts, ...numbers].filter(([, value]) => value !== undefined)),
    schedule: { time: form['time'], days: listOf(form['days']), timeZone: form['timeZone'] },
    sendWindow: readWindow(textOf(form['windowFrom']), textOf(form['windowTo'])),
    cutOff: textOf(form['cutOff']) || null,
    sections: textOf(form['sections'])
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map(readSection),
    active: form['active'] === 'yes',
  };
}

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** None of the two means at any time. */
const readWindow = (from: string, to: string) => (from === '' && to === '' ? null : { from, to });

const readNumber = (value: unknown): unknown => (/^\d{1,5}$/.test(textOf(value)) ? Number(textOf(value)) : value);

const sectionLine = ({ name, min, max }: Newsletter['sections'][number]): string =>
  min === undefined ? (max === undefined ? name : `${name}: ${max}`) : `${name}: ${min}-${max ?? ''}`;

/** `Culture`, `Culture: 3`, `Culture: 1-3` or `Culture: 1-`: the least and the most of the section. */
function readSection(line: string): object {
  const [, name = line, min, max = ''] = /^(.*?)(?::\s*(?:(\d+)\s*[-–])?\s*(\d*))?\s*$/.exec(line) ?? [];
  return {
    name: name.trim(),
    ...(min === undefined ? {} : { min: Number(min) }),
    ...(max === '' ? {} : { max: Number(max) }),
  };
}
