import { DateTime } from 'luxon';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mailbox } from '../kernel/email-address.js';
import type { MessageComposer, MessageParts } from '../delivery/message-composer.js';

/** Composes with nodemailer's MailComposer, every choice it would make at random or by content taken from it. */
export function createMessageComposer(): MessageComposer {
  return { compose: async (parts) => new MailComposer(optionsFor(parts)).compile().build() };
}

function optionsFor(parts: MessageParts) {
  return {
    from: toAddress(parts.from),
    to: { name: '', address: parts.to },
    ...(parts.replyTo === null ? {} : { replyTo: toAddress(parts.replyTo) }),
    subject: parts.subject,
    date: DateTime.fromMillis(parts.date, { zone: 'utc' }).toRFC2822() ?? '',
    messageId: parts.messageId,
    baseBoundary: parts.boundary,
    headers: parts.headers.map(([key, value]) => ({ key, value: { prepared: true, value } })),
    text: { content: parts.text, contentTransferEncoding: 'quoted-printable' },
    html: { content: parts.html, contentTransferEncoding: 'quoted-printable' },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n',
  };
}

const toAddress = ({ name, address }: Mailbox) => ({ name: name ?? '', address });
