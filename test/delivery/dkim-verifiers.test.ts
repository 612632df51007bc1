import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compilePlate } from '../../src/delivery/compile-plate.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { VERIFIERS } from '../support/dkim-verifiers.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { mailerTo } from './test-sender.js';
import { mark, plateOf, pressAt, readerAt } from './plate-for-test.js';

const PLAIN_READER = 'reader@example.org';
const SLOTS_EVERYWHERE = `${mark('unsubscribe_url')}${mark('preferences_url')} ${mark('reader_address')}\n.${mark('reader_address')}`;
const longUrl = `https://${'news-of-the-harbour.'.repeat(6)}example/${'a-folder/'.repeat(8)}p`;
const longAddress = `${'l'.repeat(64)}@${'long-domain-label.'.repeat(9)}example`;
const SIGNATURES = 2;

const MESSAGES = [
  ['plain', PLAIN_READER, plateOf()],
  [
    'Unicode names',
    PLAIN_READER,
    plateOf({
      mailFrom: 'Zeitung für Süd-Łódź 新聞 <news@lantern.example>',
      name: 'Пристань',
      replyTo: 'Ünal <d@lantern.example>',
    }),
  ],
  [
    'a subject of 70 letters',
    PLAIN_READER,
    plateOf({ subject: 'Harbour wall to be raised by two metres, council says after the storm.' }),
  ],
  [
    'a Unicode subject of 150 letters',
    PLAIN_READER,
    plateOf({ subject: 'Größere Mauer für den Hafen 港の壁 '.repeat(5) }),
  ],
  [
    'long lines',
    PLAIN_READER,
    plateOf({ html: `<p>${'word '.repeat(400)}</p>`, text: `${'x'.repeat(2_000)}\n${'wörd '.repeat(300)}` }),
  ],
  ['dots at line starts', PLAIN_READER, plateOf({ text: '.\n..\n.hidden\n. \n', html: '.\n<p>\n..x\n.</p>' })],
  [
    'blanks at line ends and empty lines at the end',
    PLAIN_READER,
    plateOf({ text: 'a  \nb\t\t\n \n\n\n\n', html: '<p>a</p>  \n\n\n' }),
  ],
  ['each slot at its longest', longAddress, plateOf({ text: SLOTS_EVERYWHERE, html: SLOTS_EVERYWHERE }), longUrl],
  ['a Unicode address', 'jürgen.größe@bücher.example', plateOf({ text: SLOTS_EVERYWHERE, html: SLOTS_EVERYWHERE })],
] as const;

let sink: FaultSink;
let mailer: Mailer;
beforeAll(async () => {
  sink = await startFaultSink({ keepMessages: true, extensions: ['PIPELINING', '8BITMIME', 'SMTPUTF8'] });
  mailer = mailerTo(sink.port, 'connections=1');
});
afterAll(async () => {
  await mailer.close();
  await sink.close();
});

const installed = VERIFIERS.filter((verifier) => verifier.installed);
const missing = VERIFIERS.filter((verifier) => !verifier.installed).map(({ name }) => name);
if (missing.length > 0) console.info(`${missing.join(', ')} not installed, so not asked here. npm test installs them.`);

describe.each(MESSAGES)('a message with %s, taken from SMTP', (_, to, plate, baseUrl?: string) => {
  let raw: Buffer;
  beforeAll(async () => {
    const printer = await compilePlate(pressAt(baseUrl), plate);
    const outcome = await mailer.send(await printer.print(readerAt(to)));
    expect(outcome).toMatchObject({ kind: 'accepted' });
    raw = sink.messages().at(-1)?.raw ?? Buffer.alloc(0);
  });

  test.each(installed)('verifies in $name', async (verifier) => {
    expect(await verifier.verify(raw)).toBe(SIGNATURES);
  });
});

test.each(installed)('$name finds no good signature when a header is changed', async (verifier) => {
  const { bytes } = await (await compilePlate(pressAt(), plateOf())).print(readerAt(PLAIN_READER));
  expect(await verifier.verify(Buffer.from(bytes))).toBe(SIGNATURES);
  const changed = Buffer.from(bytes).toString('latin1').replace('Subject: News', 'Subject: Views');
  expect(await verifier.verify(Buffer.from(changed, 'latin1'))).toBe(0);
});

test.each(installed)('$name finds no good signature when a second From is added', async (verifier) => {
  const { bytes } = await (await compilePlate(pressAt(), plateOf())).print(readerAt(PLAIN_READER));
  const added = Buffer.from(bytes).toString('latin1').replace('\r\nTo: ', '\r\nFrom: mallory@example.org\r\nTo: ');
  expect(await verifier.verify(Buffer.from(added, 'latin1'))).toBe(0);
});
