import { expect, test } from '@jest/globals';
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HookReading } from '../../../src/feedback/hooks/hook.js';
import { createSendgridHook } from '../../../src/feedback/hooks/sendgrid.js';
import { createSesHook } from '../../../src/feedback/hooks/ses.js';
import { createAuthority } from '../../support/certificate.js';
import { signSns } from './sns-sender.js';

/** Real bodies under other people's licence: they lie beside the repository, not in it. */
const FOLDER = fileURLToPath(
  new URL('../../../../shared/corpora/bounces/sisimai/set-of-emails/obsoleted/', import.meta.url),
);
const present = existsSync(FOLDER);
if (!present) console.info(`Left out, because ${FOLDER} is not there: webhook bodies as services sent them.`);
const testReal = present ? test : test.skip;

const now = Date.UTC(2026, 10, 22, 6);
const TOPIC = 'arn:aws:sns:us-west-2:123456789012:pressrun';

async function readSes(body: string): Promise<HookReading> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = createAuthority(now).certify(publicKey, now + 86_400_000);
  const hook = createSesHook({ topics: [TOPIC], fetchText: async () => pem });
  const message = {
    Type: 'Notification',
    MessageId: 'sns-1',
    TopicArn: TOPIC,
    Message: body,
    Timestamp: new Date(now).toISOString(),
    SignatureVersion: '2',
    SigningCertURL: 'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0.pem',
  };
  const signed = { ...message, Signature: signSns(message, { version: '2', key: privateKey }) };
  const reading = await hook({ header: () => undefined, raw: Buffer.from(JSON.stringify(signed)), now });
  if ('fault' in reading) throw new Error(reading.fault);
  return reading;
}

async function readSendgrid(body: string): Promise<HookReading> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const seconds = String(now / 1000);
  const signature = sign('sha256', Buffer.from(seconds + body), privateKey).toString('base64');
  const hook = createSendgridHook({ keys: [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] });
  const header = (name: string) => (name.endsWith('-timestamp') ? seconds : signature);
  const reading = await hook({ header, raw: Buffer.from(body), now });
  if ('fault' in reading) throw new Error(reading.fault);
  return reading;
}

testReal.each([
  ['json-amazonses-04.json', readSes, ['delivered']],
  ['json-amazonses-06.json', readSes, ['bounce']],
  ['json-sendgrid-13.json', readSendgrid, ['delivered']],
  ['json-sendgrid-16.json', readSendgrid, ['complaint']],
] as const)('%s is understood', async (file, read, kinds) => {
  const { events } = await read(readFileSync(join(FOLDER, file), 'utf8').trim());
  expect([...new Set(events.map(({ kind }) => kind))]).toEqual(kinds);
  for (const event of events) {
    expect(event.recipient).toMatch(/@/);
    expect(event.id).not.toBe('');
  }
});
