import type { JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { bestOfDay } from '../../newsletters/schedule.js';
import type { Frequency, Subscription } from '../../subscribers/subscriber.js';
import { Choice } from '../components.js';
import { dayName } from './words.js';

/** How often, and about what; under the newsletter it is about. Nothing to choose, nothing shown. */
export function WishChoices(props: { newsletter: Newsletter; subscription: Subscription | undefined }): JSX.Element {
  const { newsletter, subscription } = props;
  const { slug, sections, schedule } = newsletter;
  const frequency = subscription?.frequency ?? 'every';
  const topics = subscription?.topics ?? [];
  const day = bestOfDay(schedule);
  const offered: readonly { value: Frequency; label: string; hint: string }[] = [
    { value: 'every', label: 'Every issue', hint: 'And urgent news when there is some.' },
    ...(day === undefined
      ? []
      : [
          {
            value: 'weekly',
            label: 'The best of the week',
            hint: `One mail, on ${dayName(day)}s. Nothing else.`,
          } as const,
        ]),
    { value: 'urgent', label: 'Urgent news only', hint: 'No regular issues.' },
  ];
  const chosen = offered.some(({ value }) => value === frequency) ? frequency : 'every';
  return (
    <div class="wishes">
      <fieldset>
        <legend>How often you get {newsletter.name}</legend>
        {offered.map((choice) => (
          <Choice
            key={choice.value}
            kind="radio"
            name={`frequency.${slug}`}
            {...choice}
            checked={choice.value === chosen}
          />
        ))}
      </fieldset>
      {sections.length === 0 ? null : (
        <fieldset>
          <legend>Only when there is something about</legend>
          <p class="hint">Tick none to get every issue. An issue always comes whole.</p>
          <input type="hidden" name={`asked.${slug}`} value="topics" />
          <div class="choices-inline">
            {sections.map(({ name }) => (
              <Choice
                key={name}
                kind="checkbox"
                name={`topics.${slug}`}
                value={name}
                label={name}
                checked={topics.includes(name)}
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}
