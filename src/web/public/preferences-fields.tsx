import { DateTime } from 'luxon';
import type { JSX } from 'preact';
import { DAY } from '../../kernel/clock.js';
import { Choice } from '../components.js';
import { Field } from '../field.js';
import type { PreferencesPageProps } from './preferences-props.js';
import { dateIn } from './words.js';

const PAUSES = [
  { days: '0', label: 'No pause' },
  { days: '14', label: '2 weeks' },
  { days: '28', label: '4 weeks' },
  { days: '56', label: '8 weeks' },
];

export function PauseChoices({ view, newsletters, now }: PreferencesPageProps): JSX.Element {
  const paused = view.subscriptions.find((one) => one.state === 'paused' && (one.pausedUntil ?? 0) > now);
  const zone = newsletters.find((newsletter) => newsletter.id === paused?.newsletterId)?.schedule.timeZone ?? 'utc';
  return (
    <fieldset>
      <legend>Take a break</legend>
      <p class="hint">We send nothing for this long, then go on by ourselves.</p>
      <div class="choices-inline">
        {paused?.pausedUntil ? (
          <Choice kind="radio" name="pauseDays" value="" label={`Until ${dateIn(paused.pausedUntil, zone)}`} checked />
        ) : null}
        {PAUSES.map(({ days, label }) => (
          <Choice
            key={days}
            kind="radio"
            name="pauseDays"
            value={days}
            label={label}
            checked={paused === undefined && days === '0'}
          />
        ))}
      </div>
      <Field
        name="pauseUntil"
        label="Or until a day of your own"
        type="date"
        hint={`The first day with mail again, for example ${dayAfter(now, 14)}. It wins over the choice above.`}
      />
    </fieldset>
  );
}

const dayAfter = (now: number, days: number): string =>
  DateTime.fromMillis(now + days * DAY, { zone: 'utc' }).toISODate() ?? '';

/** The languages our letters are written in, each in its own name. */
const LANGUAGES = [
  { code: 'ar', name: 'العربية' },
  { code: 'de', name: 'Deutsch' },
  { code: 'en', name: 'English' },
  { code: 'es', name: 'Español' },
  { code: 'fr', name: 'Français' },
];

export function LanguageChoice({ view, newsroom }: PreferencesPageProps): JSX.Element {
  const own = view.subscriber.language;
  const spoken = LANGUAGES.find(({ code }) => code === newsroom.language.split('-')[0])?.name ?? newsroom.language;
  return (
    <div class="field">
      <label for="language">Language of our letters</label>
      <p class="hint" id="language-hint">
        About your subscription. The newsletters themselves come in the language they are written in.
      </p>
      <select id="language" name="language" aria-describedby="language-hint">
        <option value="" selected={own === null}>
          As the newsroom writes ({spoken})
        </option>
        {own === null || LANGUAGES.some(({ code }) => code === own) ? null : (
          <option value={own} selected>
            {own}
          </option>
        )}
        {LANGUAGES.map(({ code, name }) => (
          <option key={code} value={code} lang={code} selected={code === own}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
