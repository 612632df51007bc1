import type { Role } from '../../../src/accounts/role.js';
import { addNewsletter, addReaders, addStory } from '../../support/issues-world.js';
import type { DeskWorld } from './desk-world.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

interface Visit {
  /** Null for somebody who is not signed in; the editor unless told otherwise. */
  readonly as?: Role | null;
  readonly headers?: Record<string, string>;
}

/** What a browser without scripts does at the desk: cookies by hand, redirects not followed. */
export async function openDeskClient(world: DeskWorld) {
  const { owner, editor, viewer } = world.people;
  const cookies: Record<Role, string> = {
    owner: await world.cookieOf(owner),
    editor: await world.cookieOf(editor),
    viewer: await world.cookieOf(viewer),
  };
  const cookieFor = (as: Role | null) => (as === null ? {} : { cookie: cookies[as] });

  async function request(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(`${world.url}${path}`, { redirect: 'manual', ...init });
    return { status: answer.status, headers: answer.headers, html: await answer.text() };
  }

  const visit = async (path: string, { as = 'editor', headers = {} }: Visit = {}) =>
    request(path, { method: 'GET', headers: { ...cookieFor(as), ...headers } });

  const formTokenOf = async (as: Role): Promise<string> => tokenIn((await visit('/desk', { as })).html);

  async function post(
    path: string,
    fields: Record<string, string | string[]> = {},
    { as = 'editor', token, headers = {} }: Visit & { readonly token?: string } = {},
  ) {
    const form = new URLSearchParams({ form_token: token ?? (as === null ? '' : await formTokenOf(as)) });
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) form.append(name, each);
    return request(path, { method: 'POST', body: form, headers: { ...cookieFor(as), origin: world.url, ...headers } });
  }

  /** A draft of three stories in a newsletter of its own. */
  async function newDraft(slug: string, readers = 0) {
    const newsletter = await addNewsletter(world, { slug, name: `The ${slug}`, mode: 'review' });
    addReaders(world, newsletter, readers);
    const stories = ['one', 'two', 'three'].map((title) => addStory(world, `${slug} ${title}`));
    const built = await world.room.build({ newsletter: slug, articles: stories.map(({ id }) => id) }, 'test');
    if (!built.ok) throw new Error(built.refusal.detail);
    return { newsletter, stories, id: built.value.issue.id, path: `/desk/issues/${built.value.issue.id}` };
  }

  /** An issue that is being sent to some readers. */
  async function newRun(slug: string, readers: number) {
    const draft = await newDraft(slug, readers);
    await post(`${draft.path}/approve`, { hash: hashIn((await visit(draft.path)).html) });
    await post(`${draft.path}/send`);
    await world.room.prepare(draft.id);
    return draft;
  }

  return { cookies, request, visit, post, formTokenOf, newDraft, newRun };
}

export type DeskClient = Awaited<ReturnType<typeof openDeskClient>>;

export const tokenIn = (html: string): string => /name="form_token" value="([^"]+)"/.exec(html)?.[1] ?? '';

export const hashIn = (html: string): string => /name="hash" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** The given story titles in the order the page has them. */
export const titlesIn = (html: string, titles: readonly string[]): string[] =>
  titles
    .filter((title) => html.includes(`>${title}</a>`))
    .toSorted((a, b) => html.indexOf(`>${a}</a>`) - html.indexOf(`>${b}</a>`));

/** The cells of a table's row that begins with this. */
export function rowOf(html: string, first: string): readonly string[] {
  const rows = [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>/g, '')),
  );
  return rows.find(([cell]) => cell === first) ?? [];
}
