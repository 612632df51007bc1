import type { Request } from 'express';
import { bodyOf, listField, textField } from '../forms.js';

/** What the preferences form says, as savePreferences reads it. `frequency.daily` and `topics.daily` are about one newsletter. */
export function preferencesForm(req: Request): Readonly<Record<string, unknown>> {
  const given = (name: string) => (textField(req, name) === '' ? {} : { [name]: textField(req, name) });
  const names = Object.keys(bodyOf(req));
  const about = (prefix: string) => names.filter((name) => name.startsWith(prefix));
  const frequency = Object.fromEntries(
    about('frequency.').map((name) => [name.slice('frequency.'.length), textField(req, name)]),
  );
  const topics = Object.fromEntries(
    about('topics.').map((name) => [name.slice('topics.'.length), listField(req, name)]),
  );
  return {
    newsletters: listField(req, 'newsletters'),
    ...given('pauseDays'),
    ...given('pauseUntil'),
    ...(names.includes('language') ? { language: textField(req, 'language') || null } : {}),
    ...(names.includes('frequency') ? given('frequency') : { frequency }),
    ...(names.includes('topics') ? { topics: listField(req, 'topics') } : { topics }),
  };
}
