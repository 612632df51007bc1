import { DateTime } from 'luxon';

export interface DsnInput {
  readonly id: string;
  readonly at: number;
  /** Who failed, and where the report goes. */
  readonly recipient: string;
  readonly returnPath: string;
  readonly original: Buffer;
}

/** An RFC 3464 report of an unknown user, as a real server would send it: text, status, and the headers it returns. */
export function buildDsn({ id, at, recipient, returnPath, original }: DsnInput): Buffer {
  const boundary = `dsn-${id}`;
  const date = DateTime.fromMillis(at, { zone: 'utc' }).toRFC2822() ?? '';
  const end = original.indexOf('\r\n\r\n');
  const lines = [
    'From: Mail Delivery System <mailer-daemon@mailbox.invalid>',
    `To: <${returnPath}>`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${date}`,
    `Message-ID: <${id}@mailbox.invalid>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'This is the rehearsal mailbox. Your message was taken and could not be delivered to one address:',
    '',
    `<${recipient}>: 550 5.1.1 User unknown`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mailbox.invalid',
    `Arrival-Date: ${date}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    '',
  ];
  const headers = original.subarray(0, end < 0 ? 0 : end + 2);
  return Buffer.concat([Buffer.from(lines.join('\r\n')), headers, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
