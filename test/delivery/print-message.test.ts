import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { createMessageComposer } from '../../src/adapters/compose-message.js';
import { createDkimSigner } from '../../src/adapters/dkim.js';
import { createPrinterCache } from '../../src/delivery/printer-cache.js';
import { compilePlate } from '../../src/delivery/compile-plate.js';
import { loadPlates } from '../../src/delivery/plates.js';
import type { Addressee, Plate, Press } from '../../src/delivery/press.js';
import { openDeliveryWorld, type DeliveryWorld } from './delivery-world.js';

let world: DeliveryWorld;
let plate: Plate;
beforeAll(async () => {
  world = await openDeliveryWorld();
  const loaded = (await loadPlates(world, world.issueId))?.of('default');
  if (loaded === undefined) throw new Error('no plate');
  plate = loaded;
});
afterAll(() => world.remove());

const reader = () => ({
  subscriberId: world.subscribers[0] ?? '',
  email: 'o&o@example.org',
  dateHeader: Date.UTC(2026, 10, 22, 6, 0, 1),
});
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = createDkimSigner([{ domain: 'lantern.example', selector: 'press', privateKeyPem: pem }]);
const print = async (press: Press, to: Addressee) => (await compilePlate(press, plate)).print(to);
const signed = (): Press => ({ ...world.press, signer });
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const headerOf = (bytes: Uint8Array, name: string) =>
  textOf(bytes)
    .split('\r\n\r\n')[0]
    ?.split(/\r\n(?![ \t])/)
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((line) =>
      line
        .slice(name.length + 1)
        .replace(/\r\n\s+/g, ' ')
        .trim(),
    ) ?? [];

/** A resolver that knows one key. */
const resolver = async (name: string, type: string): Promise<string[][]> => {
  if (type !== 'TXT' || name !== 'press._domainkey.lantern.example')
    throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  const key = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return [[`v=DKIM1; k=rsa; p=${key}`]];
};

describe('an issue mail', () => {
  test('is the same to the byte when it is made again', async () => {
    const once = await print(signed(), reader());
    const again = await print({ ...signed(), composer: createMessageComposer() }, reader());
    expect(hashOf(again.bytes)).toBe(hashOf(once.bytes));
  });

  test('that was released makes room for the next one, and nothing of it is left there', async () => {
    const printer = await compilePlate(signed(), plate);
    const long = { ...reader(), email: `${'o'.repeat(60)}@example.org` };
    const fresh = hashOf((await printer.print(reader())).bytes);
    const first = await printer.print(long);
    const kept = hashOf(first.bytes);
    const beside = await printer.print(reader());
    expect([hashOf(first.bytes), hashOf(beside.bytes)]).toEqual([kept, fresh]);
    first.release?.();
    const next = await printer.print(reader());
    expect(next.bytes.buffer).toBe(first.bytes.buffer);
    expect(hashOf(next.bytes)).toBe(fresh);
  });

  test('is written where one of another variant was: memory grows with what is in hand, not with what was compiled', async () => {
    const compile = createPrinterCache(signed());
    const other = { ...plate, variant: { ...plate.variant, subject: 'Another subject' } };
    const first = await (await compile(plate)).print(reader());
    first.release?.();
    const second = await (await compile(other)).print(reader());
    expect(second.bytes.buffer).toBe(first.bytes.buffer);
  });

  test('differs between readers in Message-ID, links and return address', async () => {
    const one = await print(world.press, reader());
    const other = await print(world.press, { ...reader(), subscriberId: world.subscribers[1] ?? '' });
    expect(headerOf(one.bytes, 'Message-ID')).not.toEqual(headerOf(other.bytes, 'Message-ID'));
    expect(headerOf(one.bytes, 'List-Unsubscribe')).not.toEqual(headerOf(other.bytes, 'List-Unsubscribe'));
    expect(one.envelopeFrom).not.toBe(other.envelopeFrom);
  });

  test('has every header once that lists and providers ask for', async () => {
    const { bytes } = await print(world.press, reader());
    const { subscriberId } = reader();
    const token = world.tokens.sign('unsubscribe', [subscriberId, world.newsletter.id]);
    const bounce = world.tokens.sign('bounce', [world.issueId, subscriberId]);
    expect({
      unsubscribe: headerOf(bytes, 'List-Unsubscribe'),
      post: headerOf(bytes, 'List-Unsubscribe-Post'),
      id: headerOf(bytes, 'List-Id'),
      feedback: headerOf(bytes, 'Feedback-ID'),
      issue: headerOf(bytes, 'X-Pressrun-Issue'),
      delivery: headerOf(bytes, 'X-Pressrun-Delivery'),
      date: headerOf(bytes, 'Date'),
      from: headerOf(bytes, 'From'),
      to: headerOf(bytes, 'To'),
      replyTo: headerOf(bytes, 'Reply-To'),
    }).toEqual({
      unsubscribe: [
        `<https://lantern.example/unsubscribe/${token}>, <mailto:u-${token}@bounce.lantern.example?subject=unsubscribe>`,
      ],
      post: ['List-Unsubscribe=One-Click'],
      id: ['"The Daily" <daily.lantern.example>'],
      feedback: [`${world.issueId}:daily:digest:pressrun`],
      issue: [world.issueId],
      delivery: [bounce],
      date: ['Sun, 22 Nov 2026 06:00:01 +0000'],
      from: ['The Harbour Lantern <news@lantern.example>'],
      to: ['o&o@example.org'],
      replyTo: ['desk@lantern.example'],
    });
    expect(headerOf(bytes, 'Message-ID')[0]).toMatch(/^<[0-9a-z]{26}@lantern\.example>$/);
  });

  test('returns to a signed address that names the delivery and fits a local part', async () => {
    const { envelopeFrom, envelopeTo } = await print(world.press, reader());
    const [local = '', domain] = envelopeFrom.split('@');
    expect(domain).toBe('bounce.lantern.example');
    expect(local.length).toBeLessThanOrEqual(64);
    expect(world.tokens.verify('bounce', local.slice(2))).toEqual([world.issueId, reader().subscriberId]);
    expect(envelopeTo).toBe('o&o@example.org');
  });

  test('is 7-bit clean with short CRLF lines, text first, and reads as it was written', async () => {
    const { bytes } = await print(world.press, reader());
    const raw = textOf(bytes);
    expect(bytes.every((byte) => byte < 128)).toBe(true);
    expect(raw.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(200);
    expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
    expect(raw).toContain('multipart/alternative');
    const parsed = await PostalMime.parse(bytes);
    expect(parsed.subject).toBe('Grüße vom Hafen');
    expect(parsed.text).toContain('Grüße, o&o@example.org\n.a line with a dot');
    expect(parsed.html).toContain('Grüße, o&#38;o@example.org');
    expect(`${parsed.text}${parsed.html}`).not.toContain('slot-');
  });
});

describe('the DKIM signature', () => {
  test('verifies, and covers what RFC 8058 and providers ask for', async () => {
    const { bytes } = await print(signed(), reader());
    const { results } = await dkimVerify(Buffer.from(bytes), { resolver });
    expect(results).toHaveLength(1);
    expect(results[0]?.status.result).toBe('pass');
    const covered = /h=([^;]+);/
      .exec(headerOf(bytes, 'DKIM-Signature')[0] ?? '')?.[1]
      ?.replace(/\s/g, '')
      .split(':');
    const once = ['to', 'subject', 'date', 'message-id', 'reply-to', 'mime-version', 'content-type'];
    const twice = ['from', ...once, 'list-id', 'list-unsubscribe', 'list-unsubscribe-post'];
    expect(covered?.toSorted()).toEqual([...twice, ...twice, 'cc', 'feedback-id'].toSorted());
  });

  test.each([
    ['the body', (raw: string) => raw.replace('=2Ea line', '=2Eb line').replace('.a line', '.b line')],
    ['List-Unsubscribe-Post', (raw: string) => raw.replace('=One-Click', '=Two-Click')],
    ['the subject', (raw: string) => raw.replace('Subject: ', 'Subject: x')],
  ])('breaks when %s is changed', async (_, change) => {
    const { bytes } = await print(signed(), reader());
    const changed = change(textOf(bytes));
    expect(changed).not.toBe(textOf(bytes));
    const { results } = await dkimVerify(Buffer.from(changed, 'latin1'), { resolver });
    expect(results[0]?.status.result).not.toBe('pass');
  });

  test('survives a relay that refolds headers and adds blanks at line ends', async () => {
    const { bytes } = await print(signed(), reader());
    const refolded = textOf(bytes).replace('Subject: ', 'Subject:   ').replace(/\r\n$/, '  \r\n\r\n\r\n');
    const { results } = await dkimVerify(Buffer.from(refolded, 'latin1'), { resolver });
    expect(results[0]?.status.result).toBe('pass');
  });

  test('is never left out for a key that cannot sign', () => {
    const at = { domain: 'lantern.example', selector: 'press' };
    const weak = generateKeyPairSync('rsa', { modulusLength: 512 });
    const weakPem = weak.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const curvePem = curve.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const withKey = (privateKeyPem: string) => () => createDkimSigner([{ ...at, privateKeyPem }]);
    expect(withKey(weakPem)).toThrow('512 bits');
    expect(withKey(curvePem)).toThrow('of the kind ec');
    expect(withKey(pem.slice(0, 400))).toThrow('no private key');
    expect(withKey('')).toThrow('no private key');
  });
});
