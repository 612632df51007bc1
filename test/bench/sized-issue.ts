import type { ApiClient } from '../../src/demo/api-client.js';

export interface SizedIssue {
  readonly id: string;
  /** Of the whole message of one reader, headers and signature included. */
  readonly bytes: number;
  /** As a reader would get it. */
  readonly source: string;
}

interface Draft {
  readonly id: string;
  readonly hash: string;
}

const STORIES = 50;
const LONGEST_NOTE = 1_900;
const SENTENCE = 'The harbour council met for nine hours and decided to meet once more. ';

/** An approved issue whose message has about `size` bytes: as many stories as fit, the rest filled by the editor's note. */
export async function makeSizedIssue(
  api: ApiClient,
  { newsletter, size }: { newsletter: string; size: number },
): Promise<SizedIssue> {
  const stories = await pushStories(api);
  const draft = await api.call<Draft>('POST', '/issues', { newsletter, articles: stories.slice(0, 1) });
  const sourceWith = async (articles: readonly string[], noteLength: number): Promise<string> => {
    const note = SENTENCE.repeat(Math.ceil(noteLength / SENTENCE.length)).slice(0, noteLength) || null;
    await api.call('PATCH', `/issues/${draft.id}`, { articles, note });
    return api.text(`/issues/${draft.id}/preview?part=source`);
  };
  const one = (await sourceWith(stories.slice(0, 1), 0)).length;
  const ten = (await sourceWith(stories.slice(0, 10), 0)).length;
  const fitting = 1 + Math.floor(Math.max(0, size - one) / ((ten - one) / 9));
  const chosen = stories.slice(0, Math.min(STORIES, Math.max(1, fitting)));
  const bare = (await sourceWith(chosen, 0)).length;
  // Text and HTML both carry the note.
  const source = await sourceWith(chosen, Math.min(LONGEST_NOTE, Math.max(0, Math.floor((size - bare) / 2.1))));
  const { hash } = await api.call<Draft>('GET', `/issues/${draft.id}`);
  await api.call('POST', `/issues/${draft.id}/approve`, { hash });
  return { id: draft.id, bytes: source.length, source };
}

async function pushStories(api: ApiClient): Promise<readonly string[]> {
  const ids: string[] = [];
  const publishedAt = new Date().toISOString();
  for (let index = 0; index < STORIES; index++) {
    const { id } = await api.call<{ id: string }>('PUT', `/articles/bench-${index}`, {
      url: `https://lantern.example/stories/${index}`,
      title: `Story ${index}: what the council decided about the harbour`,
      dek: SENTENCE.repeat(3).trim(),
      publishedAt,
    });
    ids.push(id);
  }
  return ids;
}
