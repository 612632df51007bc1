import type { Request } from 'express';
import { bodyOf, listField, textField } from '../forms.js';

/**
 * What the preferences form says, as savePreferences reads it. `frequency.daily` and `topics.daily` are about one newsletter;
 * `asked.daily` tells that its topics were there to tick, because a browser sends nothing for a list without a tick.
 */
export function preferencesForm(req: Request): Readonly<Record<string, unknown>> {
  const given = (name: string) => (textField(req, name) === '' ? {} : { [name]: textField(req, name) });
  const names = Object.keys(bodyOf(req));
  const about = (field: string) =>
    names.filter((name) => name.startsWith(`${field}.`)).map((name) => name.slice(field.length + 1));
  const frequency = Object.fromEntries(about('frequency').map((slug) => [slug, textField(req, `frequency.${slug}`)]));
  const slugs = [...about('asked'), ...about('topics')];
  const topics = Object.fromEntries(slugs.map((slug) => [slug, listField(req, `topics.${slug}`)]));
  return {
    newsletters: listField(req, 'newsletters'),
    ...given('pauseDays'),
    ...given('pauseUntil'),
    ...(names.includes('language') ? { language: textField(req, 'language') || null } : {}),
    ...(names.includes('frequency') ? given('frequency') : { frequency }),
    ...(names.includes('topics') ? { topics: listField(req, 'topics') } : { topics }),
  };
}
