import PostalMime, { type Email } from 'postal-mime';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

/** A mail as the built-in mailbox shows it. */
export interface ReceivedMail {
  readonly mail: Email;
  readonly raw: string;
  header(name: string): string | undefined;
}

/** Reads the built-in mailbox through its pages. */
export interface Inbox {
  /** All mails to an address, newest first. */
  mailsTo(address: string): Promise<readonly ReceivedMail[]>;
  /** Waits for a mail to the address whose subject matches. */
  waitFor(address: string, subject: RegExp): Promise<ReceivedMail>;
}

export function createInbox(baseUrl: string, visitor: Visitor): Inbox {
  const mailsTo = async (address: string) => {
    const list = await visitor.open(`${baseUrl}/mailbox?to=${encodeURIComponent(address)}`);
    const ids = [...new Set([...list.matchAll(/href="\/mailbox\/([0-9a-z]{16})"/g)].map((match) => match[1] ?? ''))];
    return Promise.all(ids.map(async (id) => parse(await visitor.open(`${baseUrl}/mailbox/${id}/source.eml`))));
  };
  return {
    mailsTo,
    waitFor: async (address, subject) =>
      until(`a mail to ${address} with the subject ${subject.source}`, 20, async () =>
        (await mailsTo(address)).find(({ mail }) => subject.test(mail.subject ?? '')),
      ),
  };
}

async function parse(raw: string): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw);
  return { mail, raw, header: (name) => mail.headers.find((header) => header.key === name.toLowerCase())?.value };
}

/** The first link of a mail's text that starts with the given path on our own site. */
export function linkIn({ mail }: ReceivedMail, baseUrl: string, path: string): string {
  const start = `${baseUrl}${path}`;
  const text = mail.text ?? '';
  const at = text.indexOf(start);
  if (at === -1) throw new Error(`The mail "${mail.subject ?? ''}" has no link to ${path}.`);
  return /^\S+/.exec(text.slice(at))?.[0] ?? '';
}
