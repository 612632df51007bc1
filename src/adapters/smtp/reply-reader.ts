/** One answer of the server. `text` has a line for each line of the answer. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

export interface ReplyReader {
  /** Takes what came; undefined, or in words what is wrong with it. */
  take(chunk: Buffer): string | undefined;
  /** An answer of which only the last line end is missing, if it says no: a yes might have gone on differently. */
  rest(): Reply | undefined;
}

/** RFC 5321 4.5.3.1.5 asks for 512 octets a line; some relays write more, and long policies over several lines. */
const MOST_CHARACTERS = 16 * 1024;
const ENDLESS = 'An answer without an end';
const LAST_LINE = /^([2-5]\d\d)(?: |$)/;
const NOT_LAST_LINE = /^[2-5]\d\d-/;
const UNFINISHED_NO = /^[45]\d\d /;

/** Cuts a stream of bytes into answers, however it comes in pieces. Holds no more than one answer. */
export function createReplyReader(onReply: (reply: Reply) => void): ReplyReader {
  let earlier = '';
  let line = '';
  const readLine = (text: string): string | undefined => {
    if (text === '') return undefined;
    if (earlier.length + text.length > MOST_CHARACTERS) return ENDLESS;
    if (NOT_LAST_LINE.test(text)) {
      earlier += `${text}\n`;
      return undefined;
    }
    const code = LAST_LINE.exec(text)?.[1];
    if (code === undefined) return `No SMTP answer: ${text.slice(0, 200)}`;
    const whole = decode(earlier + text);
    earlier = '';
    onReply({ code: Number(code), text: whole });
    return undefined;
  };
  return {
    take: (chunk) => {
      const text = line + chunk.toString('latin1');
      line = '';
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        const fault = readLine(text.slice(from, text[end - 1] === '\r' && end > from ? end - 1 : end));
        if (fault !== undefined) return fault;
        from = end + 1;
      }
      line = text.slice(from);
      return earlier.length + line.length > MOST_CHARACTERS ? ENDLESS : undefined;
    },
    rest: () =>
      UNFINISHED_NO.test(line) ? { code: Number(line.slice(0, 3)), text: decode(earlier + line) } : undefined,
  };
}

/** RFC 5321 names no charset; UTF-8 where it is valid, else byte by byte. */
function decode(bytes: string): string {
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes;
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? bytes : text;
}
