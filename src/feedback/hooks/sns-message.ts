import { verify, X509Certificate } from 'node:crypto';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { HOUR, MINUTE } from '../../kernel/clock.js';
import type { HookFault, HookProof, HookRequest } from './hook.js';
import { isRecent, readInstant, readJson, signedProof } from './proof.js';

/** Fetches a text from an address that was checked here; follows nowhere. Undefined when it cannot be had just now. */
export type FetchText = (url: string) => Promise<string | undefined>;

const schema = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().nullish(),
  Token: z.string().nullish(),
});
export type SnsMessage = z.infer<typeof schema>;

const HASH = { 1: 'sha1', 2: 'sha256' } as const;
/** SNS tries an HTTP endpoint for an hour at most, with the timestamp of the first try. */
const OLDEST = HOUR + 10 * MINUTE;

export interface ProvedMessage {
  readonly message: SnsMessage;
  readonly proof: HookProof;
}

/**
 * Proves a message of Amazon SNS: the topic is one of ours, the certificate comes from SNS in the topic's region, the
 * signature (version 1 or 2) is right, the message is recent. Nothing is fetched for anybody else's topic.
 */
export function createSnsProof({ topics, fetchText }: { topics: readonly string[]; fetchText: FetchText }) {
  const certificateAt = createCertificateShelf(fetchText);
  return async ({ raw, now }: HookRequest): Promise<ProvedMessage | { readonly fault: HookFault }> => {
    const read = schema.safeParse(readJson(raw));
    if (!read.success) return { fault: 'malformed' };
    const message = read.data;
    if (!topics.includes(message.TopicArn)) return { fault: 'topic' };
    const at = readInstant(message.Timestamp);
    if (!isRecent(at, now, OLDEST)) return { fault: 'timestamp' };
    if (!isCertificateUrl(message.SigningCertURL, message.TopicArn)) return { fault: 'certificate' };
    const certificate = await certificateAt(message.SigningCertURL, now);
    if (typeof certificate === 'string') return { fault: certificate };
    const signed = Buffer.from(stringToSign(message));
    const signature = Buffer.from(message.Signature, 'base64');
    const right = verify(HASH[message.SignatureVersion], signed, certificate.publicKey, signature);
    return right ? { message, proof: signedProof(signed, at, OLDEST) } : { fault: 'signature' };
  };
}

/** The fields AWS signs, in this order; those that are absent are left out. */
function stringToSign(message: SnsMessage): string {
  const names =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return names.flatMap((name) => (message[name] == null ? [] : [`${name}\n${message[name]}\n`])).join('');
}

/** `arn:aws:sns:eu-west-1:123456789012:bounces` is signed by sns.eu-west-1.amazonaws.com and by nobody else. */
export function isSnsHost(url: URL, topic: string): boolean {
  const [, partition, service, region] = topic.split(':');
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const plain = url.protocol === 'https:' && url.port === '' && `${url.username}${url.password}${url.hash}` === '';
  return plain && service === 'sns' && /^[a-z0-9-]+$/.test(region ?? '') && url.hostname === `sns.${region}.${domain}`;
}

function isCertificateUrl(text: string, topic: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.search !== '' || !isSnsHost(url, topic)) return false;
  return /^\/SimpleNotificationService-[a-zA-Z0-9]+\.pem$/.test(url.pathname);
}

/** AWS changes its certificate about once a year. */
const SHELF = 10;

/** Keeps certificates that were fetched; 'unavailable' when one cannot be had, 'certificate' when it is none or out of date. */
function createCertificateShelf(fetchText: FetchText) {
  const shelf = new Map<string, X509Certificate>();
  return async (url: string, now: number): Promise<X509Certificate | 'unavailable' | 'certificate'> => {
    const known = shelf.get(url);
    if (known !== undefined && isInForce(known, now)) return known;
    const pem = await fetchText(url);
    if (pem === undefined) return 'unavailable';
    const certificate = readCertificate(pem);
    if (certificate === undefined || !isInForce(certificate, now)) return 'certificate';
    if (shelf.size >= SHELF) shelf.clear();
    shelf.set(url, certificate);
    return certificate;
  };
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return certificate.publicKey.asymmetricKeyType === 'rsa' ? certificate : undefined;
  } catch {
    return undefined;
  }
}

const isInForce = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  readCertificateTime(validFrom) <= now && now <= readCertificateTime(validTo);

/** As OpenSSL prints it: `Nov  2 06:00:00 2026 GMT`. NaN for anything else. */
const readCertificateTime = (text: string): number =>
  DateTime.fromFormat(text.replaceAll(/\s+/g, ' '), "LLL d HH:mm:ss yyyy 'GMT'", {
    zone: 'utc',
    locale: 'en-US',
  }).toMillis();
