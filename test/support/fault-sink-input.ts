const LINE_END = Buffer.from('\r\n');
const BODY_END = Buffer.from('\r\n.\r\n');
const EMPTY = Buffer.alloc(0);
/** An end may be split over two chunks: this much of one is looked at again with the next. */
const CARRY = BODY_END.length - 1;

/** What a client has sent and nobody has taken yet: command lines, then bodies, in whatever chunks they came. */
export interface SinkInput {
  push(chunk: Buffer): void;
  /** The next command, without its line end. */
  line(): string | undefined;
  /** To be called after the 354: what follows is a body. */
  beginBody(): void;
  /** Bytes of the body are here. */
  bodyBegun(): boolean;
  /** The body with its last line end, dot-stuffing still in it; undefined until its dot is here. */
  body(): Buffer | undefined;
  /** So many bytes; undefined until they are here. */
  exactly(length: number): Buffer | undefined;
}

/** Looks at each byte once: searching a growing buffer again for each chunk is quadratic. */
export function createSinkInput(): SinkInput {
  let rest: Buffer = EMPTY;
  const chunks: Buffer[] = [];
  let parts: Buffer[] = [];
  /** The end of what was looked at. A body's first line may be the dot: the line end before it is the command's. */
  let carry: Buffer = EMPTY;
  const next = (): boolean => {
    const chunk = chunks.shift();
    if (chunk === undefined) return false;
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    return true;
  };
  const endIn = (chunk: Buffer): number => {
    const seam = Buffer.concat([carry, chunk.subarray(0, CARRY)]).indexOf(BODY_END);
    if (seam >= 0) return seam - carry.length + BODY_END.length;
    const found = chunk.indexOf(BODY_END);
    return found < 0 ? -1 : found + BODY_END.length;
  };
  return {
    push: (chunk) => void chunks.push(chunk),
    line: () => {
      for (;;) {
        const end = rest.indexOf(LINE_END);
        if (end >= 0) {
          const line = rest.toString('utf8', 0, end);
          rest = rest.subarray(end + LINE_END.length);
          return line;
        }
        if (!next()) return undefined;
      }
    },
    beginBody: () => {
      parts = [];
      carry = LINE_END;
    },
    bodyBegun: () => parts.length > 0 || rest.length > 0 || chunks.length > 0,
    exactly: (length) => {
      if (chunks.reduce((sum, chunk) => sum + chunk.length, rest.length) < length) return undefined;
      if (rest.length < length) rest = Buffer.concat([rest, ...chunks.splice(0)]);
      const taken = rest.subarray(0, length);
      rest = rest.subarray(length);
      return taken;
    },
    body: () => {
      while (rest.length > 0 || next()) {
        const end = endIn(rest);
        if (end >= 0) {
          const last = rest.subarray(0, end);
          const whole = parts.length === 0 ? last : Buffer.concat([...parts, last]);
          rest = rest.subarray(end);
          parts = [];
          return whole.subarray(0, Math.max(0, whole.length - '.\r\n'.length));
        }
        parts.push(rest);
        carry = Buffer.concat([carry, rest.subarray(-CARRY)]).subarray(-CARRY);
        rest = EMPTY;
      }
      return undefined;
    },
  };
}
