import { expect, test } from '@jest/globals';
import { compilePlate } from '../../src/delivery/compile-plate.js';
import { tokenFieldsFor } from '../../src/delivery/token-fields.js';
import { plateOf, pressAt, readerAt } from './plate-for-test.js';

const headOf = async (services: Parameters<typeof tokenFieldsFor>[0]): Promise<string> => {
  const press = { ...pressAt(), tokenFields: tokenFieldsFor(services) };
  const { bytes } = await (await compilePlate(press, plateOf())).print(readerAt('reader@example.net'));
  const [head = ''] = Buffer.from(bytes).toString('latin1').split('\r\n\r\n');
  return head.replaceAll(/\r\n[ \t]+/g, ' ');
};

test('each service gets the token of the delivery in the field it hands back', async () => {
  const head = await headOf(['sendgrid', 'postmark', 'mailgun', 'mailjet', 'sparkpost']);
  const token = /^X-Pressrun-Delivery: (\S+)$/m.exec(head)?.[1] ?? 'none';
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1] ?? '';
  expect(field('X-PM-Metadata-pressrun')).toBe(token);
  expect(field('X-MJ-CustomID')).toBe(token);
  expect(JSON.parse(field('X-SMTPAPI'))).toEqual({ unique_args: { pressrun_delivery: token } });
  expect(JSON.parse(field('X-Mailgun-Variables'))).toEqual({ pressrun: token });
  expect(JSON.parse(field('X-MSYS-API'))).toEqual({ metadata: { pressrun: token } });
});

test('without a webhook no field betrays which service is used', async () => {
  expect(await headOf([])).not.toMatch(/^X-(SMTPAPI|PM|Mailgun|MJ|MSYS)/m);
});
