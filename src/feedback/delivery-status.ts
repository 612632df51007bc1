import { linesOf } from './decode-bytes.js';
import type { RawReport } from './report.js';

/** Fields of one group, names in lower case; the first value of a name counts. */
export type StatusFields = ReadonlyMap<string, string>;

const MAX_GROUPS = 200;
const MAX_LINES = 500;
/** Two lines of RFC 5322 2.1.1; what a server has to say fits. */
const MAX_VALUE = 2_000;
/** Fields that only a recipient's group has (RFC 3464 2.3). */
const RECIPIENT_FIELDS = [
  'final-recipient',
  'original-recipient',
  'x-actual-recipient',
  'action',
  'status',
  'diagnostic-code',
];

/** Splits a `message/delivery-status` body (or `global-delivery-status`, RFC 6533) into its groups of fields. */
export function splitGroups(text: string): StatusFields[] {
  return text
    .split(/(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))+/, MAX_GROUPS)
    .map(readFields)
    .filter((group) => group.size > 0);
}

/** The fields of one group, folded lines joined. Some servers indent every field, so a known name always begins one. */
function readFields(text: string): StatusFields {
  const fields = new Map<string, string>();
  let name: string | undefined;
  for (const line of linesOf(text).slice(0, MAX_LINES)) {
    const field = /^\s*([A-Za-z][\w-]*)\s*:\s*(.*)$/.exec(line);
    const folded = /^[ \t]/.test(line) && !isKnownField(field?.[1]);
    if (folded && name !== undefined) {
      fields.set(name, `${fields.get(name) ?? ''} ${line.trim()}`.trim().slice(0, MAX_VALUE));
    } else if (field !== null) {
      const key = (field[1] ?? '').toLowerCase();
      name = fields.has(key) ? undefined : key;
      if (name !== undefined) fields.set(name, (field[2] ?? '').trim().slice(0, MAX_VALUE));
    }
  }
  return fields;
}

const isKnownField = (name: string | undefined): boolean =>
  name !== undefined && RECIPIENT_FIELDS.includes(name.toLowerCase());

/** The recipients of a delivery-status body, in its order. */
export function readDeliveryStatus(text: string): RawReport[] {
  return joinSplitGroups(splitGroups(text)).map(toReport);
}

/** Some servers put empty lines inside a recipient's group: a group that names nobody continues the one before. */
function joinSplitGroups(groups: readonly StatusFields[]): StatusFields[] {
  const joined: Map<string, string>[] = [];
  for (const group of groups) {
    if (!RECIPIENT_FIELDS.some((field) => group.has(field))) continue;
    const named = group.has('final-recipient') || group.has('original-recipient');
    const last = joined.at(-1);
    if (named || last === undefined) joined.push(new Map(group));
    else for (const [name, value] of group) if (!last.has(name)) last.set(name, value);
  }
  return joined;
}

function toReport(fields: StatusFields): RawReport {
  const diagnostic = fields.get('diagnostic-code');
  return {
    recipient: recipientOf(fields),
    action: /^[a-z]+/.exec((fields.get('action') ?? '').toLowerCase())?.[0] ?? null,
    status: /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null,
    diagnostic: diagnostic === undefined ? null : diagnostic.replace(/^[\w-]+\s*;\s*/, '') || null,
    context: `${fields.get('status') ?? ''}\n${fields.get('x-powermta-bouncecategory') ?? ''}`.trim(),
  };
}

/** The address the server tried; where that is a name of its own network (`a@server`), the one we wrote to. */
function recipientOf(fields: StatusFields): string | null {
  const named = ['final-recipient', 'original-recipient', 'x-actual-recipient'].flatMap(
    (name) => addressOf(fields.get(name)) ?? [],
  );
  return named.find((address) => /@.*\./.test(address)) ?? named[0] ?? null;
}

/** `rfc822; <a@b.org>` or `utf-8; \x{e9}@b.org` to the address; undefined when the field holds none. */
export function addressOf(field: string | undefined): string | undefined {
  if (field === undefined) return undefined;
  const value = field
    .replace(/^[\w-]+\s*;\s*/, '')
    .replace(/\\x\{([0-9a-fA-F]{1,6})\}/g, (all, hex: string) => codePoint(Number.parseInt(hex, 16)) ?? all);
  const inside = /<([^<>]*@[^<>]*)>/.exec(value)?.[1] ?? value;
  // RFC 5321 F.2: a source route before the address means nothing any more.
  const plain = inside.trim().replace(/^@[^:]*:/, '');
  return ADDRESS.exec(plain)?.[0] ?? /[^\s@<>;,()]+@[\w.-]*\w/.exec(plain)?.[0];
}

const ADDRESS = /^(?:"[^"]*"|[^\s@<>;,()"']+)@[^\s@<>;,()"']*[^\s@<>;,()"'.]/;

const codePoint = (code: number): string | undefined => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);
