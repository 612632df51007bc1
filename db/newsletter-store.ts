import { asc, eq } from 'drizzle-orm';
import { newsletterSettingsSchema, type Newsletter } from '../src/newsletters/newsletter.js';
import type { NewsletterStore } from '../src/newsletters/newsletter-store.js';
import { newsroomSchema } from '../src/newsletters/newsroom.js';
import type { Db } from './open.js';
import { newsletters, settings } from './schema/index.js';

const NEWSROOM_KEY = 'newsroom';

/** Settings are parsed on every read: a row written by an older Pressrun gets today's defaults. */
export function createNewsletterStore({ db }: { db: Db }): NewsletterStore {
  const { orm } = db;
  const select = () => orm.select().from(newsletters);
  return {
    async newsroom() {
      const row = orm.select().from(settings).where(eq(settings.key, NEWSROOM_KEY)).get();
      return row === undefined ? undefined : newsroomSchema.parse(row.value);
    },
    async saveNewsroom(newsroom) {
      orm
        .insert(settings)
        .values({ key: NEWSROOM_KEY, value: newsroom })
        .onConflictDoUpdate({ target: settings.key, set: { value: newsroom } })
        .run();
    },
    async all() {
      return select().orderBy(asc(newsletters.createdAt), asc(newsletters.id)).all().map(toNewsletter);
    },
    async byId(id) {
      return select().where(eq(newsletters.id, id)).all().map(toNewsletter)[0];
    },
    async bySlug(slug) {
      return select().where(eq(newsletters.slug, slug)).all().map(toNewsletter)[0];
    },
    async insert(id, value, at) {
      const row = { id, slug: value.slug, settings: value, createdAt: at, updatedAt: at };
      return orm.insert(newsletters).values(row).onConflictDoNothing().run().changes === 1;
    },
    async update(id, value, at) {
      return db.write(() => {
        const holder = orm
          .select({ id: newsletters.id })
          .from(newsletters)
          .where(eq(newsletters.slug, value.slug))
          .get();
        if (holder !== undefined && holder.id !== id) return false;
        const change = { slug: value.slug, settings: value, updatedAt: at };
        return orm.update(newsletters).set(change).where(eq(newsletters.id, id)).run().changes === 1;
      });
    },
  };
}

function toNewsletter(row: typeof newsletters.$inferSelect): Newsletter {
  return { ...newsletterSettingsSchema.parse(row.settings), id: row.id, createdAt: row.createdAt };
}
