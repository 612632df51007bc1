import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { CONSENT_VERSION, consentText } from '../../src/subscribers/consent-text.js';
import { NEWSROOM, openSubscribersWorld, visitor, type SubscribersWorld } from './world.js';

let world: SubscribersWorld;
beforeEach(async () => {
  world = await openSubscribersWorld();
});
afterEach(() => world.remove());

describe('a sign-up', () => {
  test('leaves a pending reader, the proof of what was shown, and one letter that is rung for', async () => {
    const { room, letters, rung, daily } = world;
    orThrow(await room.subscribe({ email: 'Ana@Example.org', newsletters: ['daily'] }, visitor()));
    const record = orThrow(await room.lookUp('ana@example.org'));
    expect(record.subscriber.email).toBe('Ana@example.org');
    expect(record.subscriptions).toMatchObject([{ newsletterId: daily.id, state: 'pending', activatedAt: null }]);
    expect(record.consents).toMatchObject([
      {
        action: 'sign-up',
        newsletterId: daily.id,
        text: consentText(NEWSROOM.name),
        textVersion: CONSENT_VERSION,
        ip: '198.51.100.7',
        userAgent: 'Lynx/2.9',
        source: 'form',
      },
    ]);
    const [letter] = letters('confirm');
    expect(letter).toMatchObject({
      recipient: 'Ana@example.org',
      payload: { newsletterIds: [daily.id] },
    });
    expect(rung).toEqual([{ name: 'send-letter', letterId: letter?.id }]);
  });

  test('without a choice is for every newsletter', async () => {
    orThrow(await world.room.subscribe({ email: 'ana@example.org' }, visitor()));
    expect(await world.states('ana@example.org')).toEqual({ daily: 'pending', weekly: 'pending' });
  });

  test('twice on a day sends one letter, whose confirmation covers both choices', async () => {
    const { room, letters, confirmToken, states } = world;
    orThrow(await room.subscribe({ email: 'ana@example.org', newsletters: ['daily'] }, visitor()));
    orThrow(await room.subscribe({ email: 'ana@EXAMPLE.org', newsletters: 'weekly' }, visitor()));
    expect(letters('confirm')).toHaveLength(1);
    orThrow(await room.confirm(confirmToken(), visitor()));
    expect(await states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('after a confirmation of the same day gets a letter of its own', async () => {
    const { room, letters, confirmedReader, confirmToken, states } = world;
    await confirmedReader('ana@example.org');
    orThrow(await room.subscribe({ email: 'ana@example.org', newsletters: ['weekly'] }, visitor()));
    expect(letters('confirm')).toHaveLength(2);
    orThrow(await room.confirm(confirmToken(), visitor()));
    expect(await states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('is answered with at most three letters in 30 days while none is confirmed', async () => {
    const { room, letters, clock } = world;
    for (let day = 0; day < 10; day++) {
      orThrow(await room.subscribe({ email: 'ana@example.org' }, visitor()));
      clock.advance(DAY);
    }
    expect(letters('confirm')).toHaveLength(3);
    clock.advance(25 * DAY);
    orThrow(await room.subscribe({ email: 'ana@example.org' }, visitor()));
    expect(letters('confirm')).toHaveLength(4);
  });

  test('just before and just after midnight sends one letter, and the next a day later', async () => {
    const { room, letters, clock } = world;
    clock.set(Date.UTC(2026, 10, 22, 23, 59));
    orThrow(await room.subscribe({ email: 'ana@example.org' }, visitor()));
    clock.set(Date.UTC(2026, 10, 23, 0, 1));
    orThrow(await room.subscribe({ email: 'ana@example.org' }, visitor()));
    expect(letters('confirm')).toHaveLength(1);
    clock.set(Date.UTC(2026, 10, 23, 23, 59));
    orThrow(await room.subscribe({ email: 'ana@example.org' }, visitor()));
    expect(letters('confirm')).toHaveLength(2);
  });

  test('by many spellings of one mailbox gets three letters a day, and of different mailboxes one each', async () => {
    const { room, letters } = world;
    for (let index = 0; index < 10; index++) {
      const spelling = `a.n.a+${index}@${index % 2 ? 'gmail.com' : 'googlemail.com'}`;
      orThrow(await room.subscribe({ email: spelling }, visitor({ ip: null })));
      orThrow(await room.subscribe({ email: `ana+${index}@example.org` }, visitor({ ip: null })));
    }
    const recipients = letters('confirm').map(({ recipient }) => recipient);
    expect(recipients.filter((one) => one.endsWith('mail.com'))).toHaveLength(3);
    expect(recipients.filter((one) => one.endsWith('example.org'))).toHaveLength(10);
  });

  test('of an address that was erased does not start the count anew', async () => {
    const { room, letters, tokens, newId } = world;
    orThrow(await room.subscribe({ email: 'ana@example.org' }, visitor()));
    const { subscriber } = orThrow(await room.lookUp('ana@example.org'));
    orThrow(await room.erase(tokens.sign('owner', [subscriber.id, newId()])));
    orThrow(await room.subscribe({ email: 'ana@example.org' }, visitor()));
    expect(letters('confirm')).toEqual([]);
  });

  test('of an active reader changes nothing and sends nothing', async () => {
    const { room, letters, confirmedReader, states } = world;
    await confirmedReader('ana@example.org');
    expect(await room.subscribe({ email: 'ana@example.org', newsletters: ['daily'] }, visitor())).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await states('ana@example.org')).toEqual({ daily: 'active' });
    expect(letters('confirm')).toHaveLength(1);
  });

  test('of a suppressed address has the same answer and no letter', async () => {
    const { room, letters } = world;
    orThrow(await room.suppress({ email: 'gone@example.org', reason: 'unknown-user' }, 'desk'));
    const fresh = await room.subscribe({ email: 'new@example.org' }, visitor());
    const suppressed = await room.subscribe({ email: 'GONE@example.org' }, visitor());
    expect(suppressed).toEqual(fresh);
    expect(letters('confirm').map((letter) => letter.recipient)).toEqual(['new@example.org']);
  });

  test('of a stranger does not change name and topics of who reads already', async () => {
    const { room, confirmedReader } = world;
    await confirmedReader('ana@example.org');
    orThrow(
      await room.subscribe(
        { email: 'ana@example.org', name: 'Mallory', topics: ['Sport'], newsletters: ['daily'] },
        visitor(),
      ),
    );
    const record = orThrow(await room.lookUp('ana@example.org'));
    expect(record.subscriber.name).toBeNull();
    expect(record.subscriptions[0]?.topics).toEqual([]);
  });

  test.each([
    [{}, 'email'],
    [{ email: 'no address' }, 'email'],
    [{ email: 'ana@example.org\r\nBcc: all@example.org' }, 'email'],
    [{ email: ['ana@example.org', 'b@example.org'] }, 'email'],
    [{ email: 'mailer-daemon@example.org' }, 'email'],
    [{ email: 'ana@example.org', newsletters: ['nightly'] }, 'newsletters'],
    [{ email: 'ana@example.org', newsletters: [] }, 'newsletters'],
    [{ email: 'ana@example.org', name: 'Ana\r\nBcc: x' }, 'name'],
    [{ email: 'ana@example.org', name: '\u202Egro' }, 'name'],
    ['ana@example.org', 'body'],
  ])('%j is refused by the name of its wrong field and stores nothing', async (input, field) => {
    const outcome = await world.room.subscribe(input, visitor());
    expect(outcome).toMatchObject({ ok: false, refusal: { kind: 'invalid', errors: [{ field }] } });
    expect(world.db.sqlite.prepare('SELECT count(*) AS n FROM subscribers').get()).toEqual({ n: 0 });
  });
});

/** How many of `count` sign-ups of different readers, each from its own or the same address, are taken. */
async function signUps(count: number, ip: (index: number) => string): Promise<number> {
  let taken = 0;
  for (let index = 0; index < count; index++) {
    const outcome = await world.room.subscribe({ email: `r${index}@example.org` }, visitor({ ip: ip(index) }));
    if (outcome.ok) taken++;
    world.clock.advance(1);
  }
  return taken;
}

describe('the budget of a visitor', () => {
  test('is twenty sign-ups an hour, then the visitor is asked to wait, and no longer than that', async () => {
    expect(await signUps(25, () => '203.0.113.9')).toBe(20);
    expect(await world.room.subscribe({ email: 'x@example.org' }, visitor({ ip: '203.0.113.9' }))).toMatchObject({
      refusal: { kind: 'too-many' },
    });
    expect((await world.room.subscribe({ email: 'x@example.org' }, visitor({ ip: '203.0.113.90' }))).ok).toBe(true);
    world.clock.advance(HOUR);
    expect((await world.room.subscribe({ email: 'y@example.org' }, visitor({ ip: '203.0.113.9' }))).ok).toBe(true);
  });

  test('counts an IPv6 /64 as one visitor', async () => {
    expect(await signUps(25, (index) => `2001:db8:0:7::${index.toString(16)}`)).toBe(20);
    expect((await world.room.subscribe({ email: 'x@example.org' }, visitor({ ip: '2001:db8:0:70::1' }))).ok).toBe(true);
  });

  test('counts an IPv4 address the same when it comes mapped into IPv6', async () => {
    expect(await signUps(25, (index) => (index % 2 ? '203.0.113.9' : '::ffff:203.0.113.9'))).toBe(20);
  });

  test('is used by every address alike, so that it does not tell who reads us', async () => {
    await world.confirmedReader('ana@example.org');
    orThrow(await world.room.suppress({ email: 'gone@example.org', reason: 'unknown-user' }, 'desk'));
    world.clock.advance(2 * HOUR);
    for (const [index, email] of ['ana@example.org', 'gone@example.org', 'new@example.org'].entries()) {
      const ip = `203.0.113.${index}`;
      orThrow(await world.room.subscribe({ email }, visitor({ ip })));
      expect(await signUps(25, () => ip)).toBe(19);
    }
  });

  test('is not used up by asking again for the same address, up to a point', async () => {
    const again = async () => world.room.subscribe({ email: 'ana@example.org' }, visitor({ ip: '203.0.113.9' }));
    for (let time = 0; time < 20; time++) orThrow(await again());
    expect((await again()).ok).toBe(false);
    expect(world.letters('confirm')).toHaveLength(1);
    expect(await signUps(25, () => '203.0.113.9')).toBe(19);
  });
});
