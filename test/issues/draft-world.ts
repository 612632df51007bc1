import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { addNewsletter, addReaders, addStory, openIssuesWorld } from '../support/issues-world.js';

/** 22 November 2026, 07:00 in Berlin. */
export const DUE = Date.UTC(2026, 10, 22, 6);

/** An issues room on a real database, and what an editor does with a draft in it. */
export async function openDraftWorld() {
  const world = await openIssuesWorld();
  const view = async (id: string) => orThrow(await world.room.view(id));
  const titles = async (id: string) => (await view(id)).stories.map(({ article }) => article.title);
  const logOf = async (id: string) => (await view(id)).log.map(({ words }) => words);

  /** A review digest of two stories, Ferry in front; Gull waits outside. */
  async function draft(settings: object = {}) {
    const newsletter = await addNewsletter(world, { mode: 'review', maxArticles: 2, ...settings });
    addReaders(world, newsletter, 2);
    const gull = addStory(world, 'Gull');
    world.clock.advance(MINUTE);
    const harbour = addStory(world, 'Harbour');
    world.clock.advance(MINUTE);
    const ferry = addStory(world, 'Ferry');
    const { issue } = orThrow(await world.room.build({ newsletter: 'daily' }, 'person:ana'));
    return { newsletter, id: issue.id, issue, ferry, harbour, gull };
  }

  const approve = async (id: string) => world.room.approve(id, (await view(id)).issue.contentHash, 'person:ana');
  const send = async (id: string) => world.room.send(id, {}, 'person:ana');

  /** The same draft an hour after it was sent. */
  async function sent() {
    const made = await draft();
    orThrow(await approve(made.id));
    orThrow(await send(made.id));
    await world.room.prepare(made.id);
    world.clock.advance(HOUR);
    return made;
  }

  return { ...world, view, titles, logOf, draft, approve, send, sent };
}

export type DraftWorld = Awaited<ReturnType<typeof openDraftWorld>>;
