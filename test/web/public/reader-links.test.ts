import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openAnasPages, type AnasPages } from './support/ana.js';

let site: AnasPages;
beforeEach(async () => {
  site = await openAnasPages();
});
afterEach(async () => site.close());

describe('a link in a mail', () => {
  test('is not leaked: no referrer, no cache, no cookie, nothing from other hosts, no index', async () => {
    for (const path of [
      site.unsubscribePath,
      site.preferencesPath,
      `${site.preferencesPath}/erase`,
      '/confirm/forged',
    ]) {
      const answer = await site.get(path);
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('set-cookie')).toBeNull();
      const html = await answer.text();
      expect(html).toContain('noindex');
      expect(html).not.toMatch(/(src|href)="https?:\/\/(?!lantern\.example)/);
    }
  });

  test.each(['confirm', 'unsubscribe', 'preferences'])('to %s is refused in words when forged', async (kind) => {
    const wrong = site.tokens.sign('bounce', [site.ana, site.daily.id]);
    const answer = await site.get(`/${kind}/${wrong}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Copy the whole link from the mail');
    expect((await site.form(`/${kind}/${wrong}`, {})).status).toBe(404);
  });
});
