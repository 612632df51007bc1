import type { FieldError, Refusal } from '../../kernel/refusal.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import { bodyOf } from '../forms.js';
import { statusOf } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';
import { textOf } from './newsletter-form.js';
import { NewsroomPage } from './newsroom-page.js';
import type { DeskRoute, Visit } from './visit.js';

type Form = Readonly<Record<string, unknown>>;

export function newsroomRoutes({ rooms }: WebDeps): readonly DeskRoute[] {
  return [
    {
      method: 'get',
      path: '/newsroom',
      needs: 'owner',
      handle: async (visit) => show(visit, formOf(visit.newsroom)),
    },
    {
      method: 'post',
      path: '/newsroom',
      needs: 'owner',
      async handle(visit) {
        const body = bodyOf(visit.req);
        const saved = await rooms.newsletters.updateNewsroom(readForm(body));
        if (!saved.ok) return show(visit, body, saved.refusal);
        await visit.audit('newsroom.update', 'newsroom', saved.value);
        visit.goTo('/desk/newsroom', 'saved');
      },
    },
  ];
}

const TEXTS = ['name', 'tagline', 'siteUrl', 'language', 'mailFrom', 'postalAddress', 'accentColor'] as const;
const OPTIONAL = ['replyTo', 'licence', 'privacyUrl'] as const;
const LIMITS = ['days', 'within'] as const;
const SUPPORT = ['heading', 'text', 'label', 'url'] as const;

const formOf = (newsroom: Newsroom): Form => ({
  ...newsroom,
  ...Object.fromEntries(SUPPORT.map((name) => [`support-${name}`, newsroom.support?.[name] ?? ''])),
  ...Object.fromEntries(LIMITS.map((name) => [`softBounces-${name}`, String(newsroom.softBounces[name])])),
});

/** The form as settings, still unchecked. An empty optional field is none; an empty support box is no box. */
function readForm(form: Form): object {
  const support = SUPPORT.map((name) => [name, textOf(form[`support-${name}`])] as const);
  const limits = LIMITS.flatMap((name) => {
    const text = textOf(form[`softBounces-${name}`]);
    return text === '' ? [] : [[name, Number(text)] as const];
  });
  const reminder = form['remindAfterDays'] === undefined ? undefined : textOf(form['remindAfterDays']);
  return {
    ...(limits.length === 0 ? {} : { softBounces: Object.fromEntries(limits) }),
    ...(reminder === undefined ? {} : { remindAfterDays: reminder === '' ? null : Number(reminder) }),
    ...Object.fromEntries(TEXTS.map((name) => [name, textOf(form[name])])),
    ...Object.fromEntries(OPTIONAL.map((name) => [name, textOf(form[name]) || null])),
    support: support.every(([, text]) => text === '') ? null : Object.fromEntries(support),
  };
}

function show(visit: Visit, form: Form, refusal?: Refusal): void {
  const errors = (refusal?.errors ?? []).map((error): FieldError => ({
    ...error,
    field: error.field.replace('support.', 'support-').replace('softBounces.', 'softBounces-'),
  }));
  visit.show({
    title: 'Newsroom',
    section: 'newsroom',
    refusal,
    status: refusal === undefined ? 200 : statusOf(refusal),
    children: <NewsroomPage visit={visit} form={form} errors={errors} />,
  });
}
