import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../../src/kernel/clock.js';
import { openAnasPages, type AnasPages } from './support/ana.js';

let site: AnasPages;
beforeEach(async () => {
  site = await openAnasPages();
});
afterEach(async () => site.close());

describe('a link that may have been forwarded', () => {
  test('shows no address and hands out nothing, but mails the owner a link that does', async () => {
    const { html, nonce } = await site.openPreferences();
    expect(html).not.toContain('ana@example.org');
    for (const act of ['export', 'erase', 'owner-link']) {
      const page = await (await site.get(`${site.preferencesPath}/${act}`)).text();
      expect(page).toContain('Mail me the link');
      expect(page).not.toContain('ana@example.org');
      const answer = await site.form(`${site.preferencesPath}/${act}`, { nonce });
      expect(answer.status).toBe(202);
      expect(await answer.text()).toContain('a…@example.org');
    }
    expect(site.letters('owner')).toMatchObject([{ recipient: 'ana@example.org' }]);
    expect((await site.room.lookUp('ana@example.org')).ok).toBe(true);
    const program = await site.get(`${site.preferencesPath}/export`, { accept: 'application/json' });
    expect(program.status).toBe(403);
  });

  test('pauses not behind the owner’s back', async () => {
    const { nonce } = await site.openPreferences();
    const fields = (...more: [string, string][]): [string, string][] => [
      ['nonce', nonce],
      ['newsletters', 'daily'],
      ...more,
    ];
    await site.form(site.preferencesPath, fields(['newsletters', 'weekly'], ['pauseDays', '365']));
    expect(site.letters('paused')).toMatchObject([
      { recipient: 'ana@example.org', payload: { newsletterIds: [site.daily.id, site.weekly.id] } },
    ]);
    site.clock.advance(DAY);
    await site.form(site.ownerPath(), fields(['pauseDays', '10']));
    expect(site.letters('paused')).toHaveLength(1);
  });

  test('does not add a newsletter: that takes a confirmation from the address', async () => {
    const ben = await site.confirmedReader('ben@example.org', ['daily']);
    const path = `/preferences/${site.tokens.sign('preferences', [ben])}`;
    const nonce = site.hidden(await (await site.get(path)).text(), 'nonce');
    const fields: [string, string][] = [
      ['nonce', nonce],
      ['newsletters', 'daily'],
      ['newsletters', 'weekly'],
    ];
    expect(await (await site.form(path, fields)).text()).toContain('To start Tide Table, open the link in the mail');
    expect(await site.states('ben@example.org')).toEqual({ daily: 'active', weekly: 'pending' });
    const owner = `/preferences/${site.tokens.sign('owner', [ben, site.newId()])}`;
    await site.form(owner, fields);
    expect(await site.states('ben@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });
});

describe("an owner's link", () => {
  test('shows the address and hands out everything as a file', async () => {
    expect(await (await site.get(site.ownerPath())).text()).toContain('ana@example.org');
    const answer = await site.get(`${site.ownerPath()}/export`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=my-subscription.json');
    expect(await answer.json()).toMatchObject({ subscriber: { email: 'ana@example.org' } });
  });

  test('erases after asking once more', async () => {
    const path = `${site.ownerPath()}/erase`;
    const html = await (await site.get(path)).text();
    const answer = await site.form(path, { nonce: site.hidden(html, 'nonce') });
    expect(await answer.text()).toContain('You are forgotten');
    expect((await site.get(site.preferencesPath)).status).toBe(404);
    expect((await site.room.lookUp('ana@example.org')).ok).toBe(false);
  });

  test('works for a day', async () => {
    const path = site.ownerPath();
    site.clock.advance(DAY + 1);
    const answer = await site.get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('This link worked for one day.');
  });
});
