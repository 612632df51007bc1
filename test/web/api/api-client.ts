import type { Role } from '../../../src/accounts/role.js';
import { addNewsletter, addStory } from '../../support/issues-world.js';
import type { DeskWorld } from '../desk/desk-world.js';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON, whatever its shape. */
  readonly body: ReturnType<typeof JSON.parse>;
}

interface Call {
  readonly body?: unknown;
  /** Null for a call without a key; the owner's unless told otherwise. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

/** What a program does with the API: a key for each role, and JSON there and back. */
export async function openApiClient(world: DeskWorld) {
  const keys: Record<Role, string> = {
    owner: await world.keyOf('owner'),
    editor: await world.keyOf('editor'),
    viewer: await world.keyOf('viewer'),
  };

  async function call(
    method: string,
    path: string,
    { body, key = keys.owner, headers = {} }: Call = {},
  ): Promise<Answer> {
    const answer = await fetch(`${world.url}/api/v1${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    return {
      status: answer.status,
      type,
      headers: answer.headers,
      text,
      body: /json/.test(type) ? JSON.parse(text) : undefined,
    };
  }

  const newNewsletter = async (slug: string, settings: object = {}) =>
    addNewsletter(world, { slug, name: slug, mode: 'review', ...settings });

  /** A draft with three stories in a newsletter of its own. */
  async function newDraft(slug: string) {
    const newsletter = await newNewsletter(slug);
    const stories = ['Ferry returns', 'Quay wall mended', 'Choir wins'].map((title) =>
      addStory(world, `${slug}: ${title}`),
    );
    const { body } = await call('POST', '/issues', {
      body: { newsletter: slug, articles: stories.map(({ id }) => id) },
    });
    return { newsletter, stories, issue: body };
  }

  return { keys, call, newNewsletter, newDraft };
}

export type ApiClient = Awaited<ReturnType<typeof openApiClient>>;
