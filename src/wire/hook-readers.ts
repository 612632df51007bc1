import { createTextFetcher } from '../adapters/fetch-text.js';
import type { Config } from '../config.js';
import type { ReadHook } from '../feedback/hooks/hook.js';
import { createMailgunHook } from '../feedback/hooks/mailgun.js';
import { createMailjetHook } from '../feedback/hooks/mailjet.js';
import { createPostmarkHook } from '../feedback/hooks/postmark.js';
import { createResendHook } from '../feedback/hooks/resend.js';
import { createSendgridHook } from '../feedback/hooks/sendgrid.js';
import { createSesHook } from '../feedback/hooks/ses.js';
import { createSparkpostHook } from '../feedback/hooks/sparkpost.js';

/** The services whose webhooks somebody set up. */
export function hookReaders({ hooks }: Pick<Config, 'hooks'>): ReadonlyMap<string, ReadHook> {
  const fetchText = createTextFetcher();
  const readers: readonly [name: string, accepted: readonly string[], create: () => ReadHook][] = [
    ['ses', hooks.sesTopics, () => createSesHook({ topics: hooks.sesTopics, fetchText })],
    ['sendgrid', hooks.sendgridKeys, () => createSendgridHook({ keys: hooks.sendgridKeys })],
    ['postmark', hooks.postmarkSecrets, () => createPostmarkHook({ secrets: hooks.postmarkSecrets })],
    ['mailgun', hooks.mailgunKeys, () => createMailgunHook({ keys: hooks.mailgunKeys })],
    ['mailjet', hooks.mailjetSecrets, () => createMailjetHook({ secrets: hooks.mailjetSecrets })],
    ['sparkpost', hooks.sparkpostSecrets, () => createSparkpostHook({ secrets: hooks.sparkpostSecrets })],
    ['resend', hooks.resendSecrets, () => createResendHook({ secrets: hooks.resendSecrets })],
  ];
  return new Map(
    readers.filter(([, accepted]) => accepted.length > 0).map(([name, , create]) => [name, create()] as const),
  );
}
