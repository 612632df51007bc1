import { linesOf } from './decode-bytes.js';

/** A ruled line that announces the reader's original message. */
const RULED = /^[ \t>|]*[-=*_]{2,}/;
const ANNOUNCES =
  /(?:copy|headers?|text|content|beginning) of (?:the|your)|original|unsent|undelivered|returned|message headers?|mail follows|message body|below this line/i;
/** The same without a rule. */
const PLAIN_ANNOUNCEMENT =
  /^[ \t>|]*(?:the )?(?:original message (?:follows|headers?)|old message:|the original message was:|header of the original message|returned message follows)|below this line is a copy/i;
/** The first trace header of a message quoted without any announcement. */
const TRACE = /^[ \t>|]*(?:received:\s?(?:from|by|\()|return-path: ?<)/i;

/** The part a server wrote, without the quoted original behind it. */
export function withoutReturned(text: string): string {
  const lines = linesOf(text.slice(0, MAX_HUMAN)).map((line) => line.slice(0, MAX_LINE));
  const end = lines.findIndex(
    (line, index) =>
      index > 0 && ((RULED.test(line) && ANNOUNCES.test(line)) || PLAIN_ANNOUNCEMENT.test(line) || TRACE.test(line)),
  );
  return (end < 0 ? lines : lines.slice(0, end)).join('\n');
}

/** Reports say what they have to say in the first pages; longer lines than RFC 5322's 998 are not written by people. */
const MAX_HUMAN = 16_000;
const MAX_LINE = 1_000;
