import { describe, expect, test } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import * as fc from 'fast-check';
import { createMessageComposer } from '../../src/adapters/compose-message.js';
import { compilePlate } from '../../src/delivery/compile-plate.js';
import type { MessageParts } from '../../src/delivery/message-composer.js';
import { encodeValue } from '../../src/delivery/quoted-printable.js';
import { escapeHtml, fillSlots } from '../../src/issues/fill-slots.js';
import { SLOTS } from '../../src/issues/issue.js';
import { parseEmailAddress, parseMailbox } from '../../src/kernel/email-address.js';
import { dkimResolver } from '../support/dkim-keys.js';
import { mark, plateOf, pressAt, readerAt, valuesFor } from './plate-for-test.js';

const asIs = (value: string) => value;
const oneLineEnd = (text: string) => text.replace(/\r\n?/g, '\n');
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** The content of a quoted-printable part, by the standard and nothing else. */
function decodedPart(raw: string, type: string): string {
  const part = raw.slice(raw.indexOf(`Content-Type: text/${type}`));
  const start = part.indexOf('\r\n\r\n') + 4;
  const encoded = part.slice(start, part.indexOf('\r\n----_NmP-', start));
  const bytes = encoded
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return oneLineEnd(Buffer.from(bytes, 'latin1').toString());
}

const unicode = fc.string({ unit: 'grapheme', maxLength: 60 });
const awkward = fc.constantFrom(
  '\n',
  '\n\n\n',
  '.',
  '..\n',
  '.\n',
  ' ',
  '  \n',
  '\t\n',
  '=',
  '=\r\n',
  '\r',
  'From ',
  'x'.repeat(300),
  'ж'.repeat(90),
  '<a href="',
  '">',
  'a b  c   d '.repeat(20),
  '--',
  '\0',
);
const body = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...SLOTS.map(mark)) }, { weight: 4, arbitrary: awkward }, unicode),
    {
      maxLength: 14,
    },
  )
  .map((parts) => parts.join('') || mark('reader_address'));
const label = fc.stringMatching(/^[a-z0-9]{1,20}$/);
const domain = fc.array(label, { minLength: 1, maxLength: 9 }).map((labels) => `${labels.join('.')}.example`);
const local = fc.oneof(fc.stringMatching(/^[\w!#$%&'*+/=?^`{|}~-]{1,64}$/), fc.stringMatching(/^[a-zäßжあ]{1,20}$/));
const address = fc.tuple(local, domain).map(([name, host]) => `${name}@${host}`);
const email = address.filter((text) => parseEmailAddress(text) !== undefined);
const mailFrom = fc
  .tuple(fc.oneof(unicode, fc.constant('Die sehr lange Zeitung der großen Stadt am breiten Strom und am Meer')), domain)
  .map(([name, host]) => `${name} <news@${host}>`)
  .filter((text) => parseMailbox(text) !== undefined);
const subject = fc.oneof(
  unicode,
  fc.string({ unit: 'grapheme', minLength: 70, maxLength: 200 }),
  fc.stringMatching(/^[a-z ]{70,200}$/),
);
const baseUrl = fc.constantFrom(
  'https://lantern.example',
  `https://${'long-host-name.'.repeat(9)}example/${'deep/'.repeat(10)}p`,
);

describe('a compiled message', () => {
  test('is clean on the wire, decodes to the variant with its slots filled, and verifies, whatever it is made of', async () => {
    const given = fc.record({ html: body, text: body, subject, name: unicode, mailFrom, email, baseUrl });
    await fc.assert(
      fc.asyncProperty(given, async ({ email: to, baseUrl: at, ...words }) => {
        const press = pressAt(at);
        const plate = plateOf(words);
        const reader = readerAt(parseEmailAddress(to)?.address ?? '');
        const { bytes, smtpUtf8, dotless } = await (await compilePlate(press, plate)).print(reader);
        expect(dotless ?? false).toBe(!/^\./m.test(Buffer.from(bytes).toString('latin1')));
        const raw = latin1(bytes);
        const unsigned = await (await compilePlate({ ...press, signer: null }, plate)).print(reader);
        expect(raw).toBe(latin1((await press.signer?.sign(unsigned.bytes)) ?? new Uint8Array()));
        const [head = '', ...rest] = raw.split('\r\n\r\n');
        expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        for (const line of head.split('\r\n')) expect(line).toMatch(/^(.{0,76}|(\S+: | )?\S{1,960})$/);
        expect(
          Math.max(
            ...rest
              .join('\r\n\r\n')
              .split('\r\n')
              .map((line) => line.length),
          ),
        ).toBeLessThanOrEqual(76);
        expect(/[\x80-\xff]/.test(raw)).toBe(smtpUtf8 === true);
        expect(/[\x80-\xff]/.test(rest.join(''))).toBe(false);
        const values = valuesFor(press, reader);
        const { slotKey } = plate.variant;
        expect(decodedPart(raw, 'html')).toBe(oneLineEnd(fillSlots(words.html, slotKey, values, escapeHtml)));
        expect(decodedPart(raw, 'plain')).toBe(oneLineEnd(fillSlots(words.text, slotKey, values, asIs)));
        const { results } = await dkimVerify(Buffer.from(bytes), { resolver: dkimResolver });
        expect(results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
      }),
      { numRuns: 150 },
    );
  });

  test('reads as the same message composed whole for the reader', async () => {
    const press = pressAt();
    const plate = plateOf({
      html: `<h1>Grüße</h1>\n<p>${mark('reader_address')} <a href="${mark('unsubscribe_url')}">leave</a></p>\n`,
      text: `Grüße\n\n${mark('reader_address')}\n${mark('preferences_url')}\n\n\n`,
      subject: 'Eine Überschrift, die länger als siebzig Zeichen ist und gefaltet werden muss',
      replyTo: 'Redaktion Süd <desk@lantern.example>',
    });
    const reader = readerAt('o&o@example.org');
    const compiled = await PostalMime.parse((await (await compilePlate(press, plate)).print(reader)).bytes);
    const whole = await PostalMime.parse(
      await createMessageComposer().compose(partsLike(compiled, plate, valuesFor(press, reader))),
    );
    const told = ({ headers, html, text }: typeof whole) => ({
      headers: headers.filter(({ key }) => key !== 'dkim-signature'),
      html,
      text,
    });
    expect(told(compiled)).toEqual(told(whole));
  });

  test.each([
    ['a subject', { subject: 'News\r\nBcc: mallory@example.org\r\n\r\nbody\0\u202e' }],
    ['a newsletter', { name: 'Daily"\r\nBcc: mallory@example.org' }],
    ['a body', { text: `\r\nBcc: mallory@example.org\r\n.\r\n${mark('reader_address')}` }],
  ])('has no header but its own, whatever %s says', async (_, words) => {
    const { bytes } = await (await compilePlate(pressAt(), plateOf(words))).print(readerAt('reader@example.org'));
    const { headers } = await PostalMime.parse(bytes);
    const list = ['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id', 'precedence'];
    const own = ['x-pressrun-issue', 'x-pressrun-delivery', 'from', 'to', 'subject', 'message-id', 'date'];
    const expected = ['dkim-signature', 'dkim-signature', ...list, ...own, 'mime-version', 'content-type'];
    expect(headers.map(({ key }) => key).toSorted()).toEqual(expected.toSorted());
  });

  test.each([
    ['a line break', 'a@example.org\r\nBcc: b@example.org'],
    ['a second address', 'a@example.org, b@example.org'],
    ['no domain', 'a'],
  ])('is not made for an address with %s', async (_, to) => {
    const printer = await compilePlate(pressAt(), plateOf());
    await expect(printer.print(readerAt(to))).rejects.toThrow('no email address');
  });

  test('asks for SMTPUTF8 only where the part before the @ is not ASCII', async () => {
    const printer = await compilePlate(pressAt(), plateOf());
    const ascii = await printer.print(readerAt('josef@bücher.example'));
    expect(ascii.smtpUtf8).toBeUndefined();
    expect(ascii.envelopeTo).toBe('josef@xn--bcher-kva.example');
    expect(latin1(ascii.bytes)).toContain('\r\nTo: josef@xn--bcher-kva.example\r\n');
    const utf8 = await printer.print(readerAt('jürgen@bücher.example'));
    expect(utf8.smtpUtf8).toBe(true);
    expect(utf8.envelopeTo).toBe('jürgen@xn--bcher-kva.example');
    expect(Buffer.from(utf8.bytes).toString()).toContain('\r\nTo: jürgen@xn--bcher-kva.example\r\n');
  });

  test('prints many readers at once without mixing them', async () => {
    const press = pressAt();
    const printer = await compilePlate(
      press,
      plateOf({ text: `${mark('reader_address')}\n${mark('unsubscribe_url')}` }),
    );
    const emails = Array.from({ length: 200 }, (_, i) => `reader-${'x'.repeat(i % 50)}${i}@example.org`);
    const printed = await Promise.all(emails.map(async (to) => printer.print(readerAt(to))));
    for (const [i, { bytes, envelopeTo }] of printed.entries()) {
      expect(envelopeTo).toBe(emails[i]);
      expect(decodedPart(latin1(bytes), 'plain')).toContain(`${emails[i] ?? ''}\n`);
      const { results } = await dkimVerify(Buffer.from(bytes), { resolver: dkimResolver });
      expect(results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
    }
  });
});

test('an encoded value has no blanks, short lines, and decodes to the value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (value) => {
      const encoded = encodeValue(value);
      expect(encoded).toMatch(/^[!-~]{0,75}(=\r\n[!-~]{1,75})*$/);
      const bytes = encoded
        .replaceAll('=\r\n', '')
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      expect(Buffer.from(bytes, 'latin1').toString()).toBe(Buffer.from(value).toString());
    }),
  );
});

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>;

/** What the composer would be given for one reader, were there no compiled form. */
function partsLike(
  { headers, messageId = '' }: Parsed,
  { variant }: ReturnType<typeof plateOf>,
  values: Parameters<typeof fillSlots>[2],
): MessageParts {
  const value = (key: string) => headers.find((header) => header.key === key)?.value ?? '';
  const prepared = ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id', 'Feedback-ID', 'Precedence'];
  return {
    from: { name: 'The Harbour Lantern', address: 'news@lantern.example' },
    to: values.reader_address,
    replyTo: { name: 'Redaktion Süd', address: 'desk@lantern.example' },
    subject: variant.subject,
    date: readerAt('').dateHeader,
    messageId,
    boundary: /_NmP-(\w+)-Part/.exec(value('content-type'))?.[1] ?? '',
    headers: [...prepared, 'X-Pressrun-Issue', 'X-Pressrun-Delivery'].map(
      (name) => [name, value(name.toLowerCase())] as const,
    ),
    html: fillSlots(variant.html, variant.slotKey, values, escapeHtml),
    text: fillSlots(variant.text, variant.slotKey, values, asIs),
  };
}
