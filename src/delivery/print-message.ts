import { escapeHtml } from '../issues/fill-slots.js';
import type { Slot } from '../issues/issue.js';
import type { OutgoingMessage } from './mailer.js';
import type { FormSigner } from './message-composer.js';
import type { HeadField, MessageForm } from './message-form.js';
import type { Addressee, Press } from './press.js';
import { encodeValue } from './quoted-printable.js';
import { createDateWriter, readAddress, readerFields } from './reader-fields.js';
import { fillTokenFields } from './token-fields.js';
import type { Tray } from './trays.js';

/** A slot in one of the two parts of the body. */
export interface Gap {
  readonly part: 'text' | 'html';
  readonly slot: Slot;
}

export interface PrintDeps {
  readonly press: Pick<Press, 'tokens' | 'links' | 'bounceDomain' | 'tokenFields'>;
  readonly form: MessageForm<Gap>;
  readonly issueId: string;
  readonly newsletterId: string;
  /** Of the sender; Message-IDs end in it. */
  readonly domain: string;
  /** Null when DKIM is not configured. */
  readonly formSigner: FormSigner | null;
  readonly takeTray: (size: number) => Tray;
}

/** Fills a form, reader by reader: only what is the reader's own is encoded, and the message is copied together once. */
export function createPrinter(deps: PrintDeps): { print(reader: Addressee): Promise<OutgoingMessage> } {
  const { press, form, issueId, newsletterId, domain, formSigner } = deps;
  const { tokens, links, bounceDomain, tokenFields = [] } = press;
  const writeDate = createDateWriter();
  const join = createJoiner(form, deps.takeTray);
  const dotlessForm = form.body.texts.every(hasNoDottedLine);
  const senderUtf8 = form.head.some(({ text }) => text !== null && /[\x80-\xff]/.test(text));
  return {
    print: async ({ subscriberId, email, dateHeader }) => {
      const { address, utf8 } = readAddress(email);
      const { unsubscribe, unsubscribeToken, preferences } = links(subscriberId, newsletterId);
      const bounceToken = tokens.sign('bounce', [issueId, subscriberId]);
      const own = readerFields({
        to: address,
        date: writeDate(dateHeader),
        messageId: `<${tokens.digest('mid', `${issueId}|${subscriberId}`)}@${domain}>`,
        unsubscribeUrl: unsubscribe,
        unsubscribeMailto: `mailto:u-${unsubscribeToken}@${bounceDomain}?subject=unsubscribe`,
        bounceToken,
      });
      const fields = tokenFields.length === 0 ? own : { ...own, ...fillTokenFields(tokenFields, bounceToken) };
      const values = { unsubscribe_url: unsubscribe, preferences_url: preferences, reader_address: email };
      const slots = encodeSlots(form.body.gaps, values);
      const signatures = formSigner === null ? '' : await formSigner.sign({ fields, slots });
      const { bytes, giveBack } = join(signatures, fields, slots);
      return {
        envelopeFrom: `b-${bounceToken}@${bounceDomain}`,
        envelopeTo: address,
        bytes,
        release: giveBack,
        // What is cut into a form is (cutMessage).
        cleanLines: true,
        ...(dotlessForm && slots.every(hasNoDottedLine) && { dotless: true }),
        ...((utf8 || senderUtf8) && { smtpUtf8: true }),
      };
    },
  };
}

/** Texts and slots alike stand at the start of a line; a field's further lines start with a space. */
const hasNoDottedLine = (text: string): boolean => !text.startsWith('.') && !text.includes('\n.');

/** Each value is encoded once for each part it stands in. */
function encodeSlots(gaps: readonly Gap[], values: Readonly<Record<Slot, string>>): readonly string[] {
  const encoded: Record<Gap['part'], Partial<Record<Slot, string>>> = { text: {}, html: {} };
  return gaps.map(({ part, slot }) => {
    const known = encoded[part][slot];
    if (known !== undefined) return known;
    const value = part === 'html' ? escapeHtml(values[slot]) : values[slot];
    return (encoded[part][slot] = encodeValue(value));
  });
}

type Join = (signatures: string, fields: Readonly<Record<string, string>>, slots: readonly string[]) => Tray;

/** All strings have one character per byte, so their lengths add up to the size of the message. */
function createJoiner({ head, body }: MessageForm<unknown>, takeTray: PrintDeps['takeTray']): Join {
  const fillHead = createHeadFiller(head);
  const texts = body.texts.map((text) => Buffer.from(text, 'latin1'));
  const fixed = texts.reduce((sum, text) => sum + text.length, 0);
  return (signatures, fields, slots) => {
    const top = signatures + fillHead(fields);
    const tray = takeTray(slots.reduce((sum, slot) => sum + slot.length, top.length + fixed));
    const { bytes } = tray;
    let at = bytes.write(top, 0, 'latin1');
    for (let i = 0; i < texts.length; i += 1) {
      const text = texts[i];
      if (text !== undefined) at += text.copy(bytes, at);
      const slot = slots[i];
      if (slot !== undefined) at += bytes.write(slot, at, 'latin1');
    }
    return tray;
  };
}

/** Neighbouring fixed fields become one text. */
function createHeadFiller(head: readonly HeadField[]): (fields: Readonly<Record<string, string>>) => string {
  const steps: { before: string; name: string }[] = [];
  let before = '';
  for (const { name, text } of head) {
    if (text === null) {
      steps.push({ before, name });
      before = '\r\n';
    } else before += `${text}\r\n`;
  }
  const rest = `${before}\r\n`;
  return (fields) => {
    let filled = '';
    for (const step of steps) filled += step.before + (fields[step.name] ?? '');
    return filled + rest;
  };
}
