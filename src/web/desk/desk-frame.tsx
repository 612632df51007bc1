import type { ComponentChildren, JSX } from 'preact';
import { mayActAs, type Role } from '../../accounts/role.js';
import type { Refusal } from '../../kernel/refusal.js';
import { Button, Notice } from '../components.js';
import { Layout } from '../layout.js';
import { DONE_WORDS, isDoneKey } from './done-words.js';
import type { DeskPage, DeskSection, Visit } from './visit.js';

const SECTIONS: readonly { section: DeskSection; href: string; label: string; needs: Role }[] = [
  { section: 'overview', href: '/desk', label: 'Overview', needs: 'viewer' },
  { section: 'corrections', href: '/desk/corrections', label: 'Corrections', needs: 'viewer' },
  { section: 'feedback', href: '/desk/feedback', label: 'Bounces', needs: 'viewer' },
  { section: 'sources', href: '/desk/sources', label: 'Sources', needs: 'viewer' },
  { section: 'readers', href: '/desk/readers', label: 'Readers', needs: 'editor' },
  { section: 'newsletters', href: '/desk/newsletters', label: 'Newsletters', needs: 'owner' },
  { section: 'newsroom', href: '/desk/newsroom', label: 'Newsroom', needs: 'owner' },
  { section: 'people', href: '/desk/people', label: 'People', needs: 'owner' },
  { section: 'log', href: '/desk/log', label: 'Log', needs: 'editor' },
];

/** The frame of every desk page: bar, what was just done or refused, content. */
export function DeskFrame({ visit, page }: { visit: Visit; page: DeskPage }): JSX.Element {
  const done = visit.query('done');
  return (
    <Layout
      title={page.title}
      newsroom={visit.newsroom}
      area="desk"
      nav={<DeskNav visit={visit} page={page} />}
      private
    >
      <link rel="stylesheet" href="/desk/assets/desk.css" />
      {page.refusal === undefined && isDoneKey(done) ? <Notice tone="good">{DONE_WORDS[done]}</Notice> : null}
      {page.refusal ? <RefusalNotice refusal={page.refusal} /> : null}
      {page.children}
    </Layout>
  );
}

function DeskNav({ visit, page }: { visit: Visit; page: DeskPage }): JSX.Element {
  return (
    <>
      {SECTIONS.filter(({ needs }) => mayActAs(visit.identity.role, needs)).map(({ section, href, label }) => (
        <a key={section} href={href} {...(section === page.section ? { 'aria-current': 'page' as const } : {})}>
          {label}
        </a>
      ))}
      <PostForm visit={visit} action="/desk/sign-out" class="desk-sign-out">
        <Button look="quiet" label={`Sign out ${visit.identity.person?.email ?? ''}`}>
          Sign out
        </Button>
      </PostForm>
    </>
  );
}

export function RefusalNotice({ refusal }: { refusal: Refusal }): JSX.Element {
  return (
    <Notice tone="bad" title="That was not done">
      {refusal.errors && refusal.errors.length > 0 ? (
        <ul class="faults">
          {refusal.errors.map(({ field, fault, example }) => (
            <li key={field}>
              <strong>{field}</strong> {fault}
              {example === undefined ? '' : `, for example ${example}`}
            </li>
          ))}
        </ul>
      ) : (
        <p>{refusal.detail}</p>
      )}
    </Notice>
  );
}

/** A form that changes something. Carries the session's own token, which no other site can know. */
export function PostForm(props: {
  visit: Pick<Visit, 'formToken'>;
  action: string;
  children: ComponentChildren;
  class?: string;
  id?: string;
}): JSX.Element {
  return (
    <form
      method="post"
      action={props.action}
      {...(props.class === undefined ? {} : { class: props.class })}
      {...(props.id === undefined ? {} : { id: props.id })}
    >
      <input type="hidden" name="form_token" value={props.visit.formToken} />
      {props.children}
    </form>
  );
}
