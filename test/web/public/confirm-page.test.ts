import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openAnasPages, PRESS_THE_BUTTON, type AnasPages } from './support/ana.js';

let site: AnasPages;
beforeEach(async () => {
  site = await openAnasPages();
});
afterEach(async () => site.close());

describe('confirming', () => {
  let path: string;
  beforeEach(async () => {
    orThrow(
      await site.room.subscribe(
        { email: 'new@example.org', newsletters: ['daily'] },
        { ip: null, userAgent: null, source: 'form' },
      ),
    );
    path = `/confirm/${site.confirmToken()}`;
  });

  test('takes the button of the page, and says so again later', async () => {
    const html = await (await site.get(path)).text();
    expect(html).toContain('You asked for Morning Light from The Harbour Lantern.');
    expect(html).not.toContain(PRESS_THE_BUTTON);
    const answer = await site.form(path, { nonce: site.hidden(html, 'nonce') });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Welcome aboard');
    expect(await site.states('new@example.org')).toEqual({ daily: 'active' });
    expect(await (await site.get(path)).text()).toContain('Already confirmed');
    const again = await site.form(path, { nonce: site.hidden(html, 'nonce') });
    expect(await again.text()).toContain('Already confirmed');
  });

  test.each([{}, { nonce: '' }, { nonce: 'x'.repeat(43) }])(
    'without the nonce of the page (%j) shows the button and confirms nothing',
    async (fields) => {
      const answer = await site.form(path, fields);
      expect(answer.status).toBe(403);
      const html = await answer.text();
      expect(html).toContain('Yes, subscribe me');
      expect(html).toContain(PRESS_THE_BUTTON);
      expect(await site.states('new@example.org')).toEqual({ daily: 'pending' });
    },
  );
});
